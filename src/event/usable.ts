import { type Issue, RejectedError } from './errors.ts';
import type { Signup } from '../generated/types.ts';
import { validateSignup } from '../generated/signup-validators.js';
import { isRecord } from '../util/is-record.ts';
import { Draft, LOOKED_AT, MAX_TAG_LENGTH, MOST, watchRepeated } from './draft.ts';
import type { LeftOut, LeftOutRule } from './left-out.ts';
import { type Fields, type ReadContext, readCustomer } from './read-customer.ts';
import { describeIssues, findExcess, validate } from './validate.ts';

export interface UsableContext extends ReadContext {
  /** Whether a part that cannot be used is left out, or the signup is refused. */
  readonly unusable: 'leave-out' | 'refuse';
  /** The tool's names of its fields, by path into the signup. For the texts of errors. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

export interface Usable {
  readonly data: Signup;
  readonly leftOut: readonly LeftOut[];
}

/**
 * A signup's data as it was found, read and checked. With `leave-out` the parts that no shop can use are left out, as
 * long as a contact stays.
 *
 * @throws RejectedError `invalid_signup`: with `refuse`, or without a usable contact. Also where a phone lacks only the
 * country of the store: a corrected store and a replay deliver it.
 */
export function toUsable(found: unknown, context: UsableContext): Usable {
  if (!isRecord(found) || !isRecord(found['customer']) || findExcess(found)) {
    return { data: check(found, [], context), leftOut: [] };
  }
  const read = readCustomer(found['customer'], context);
  const data = { ...found, customer: withDistinctTags(read.customer) };
  const hasContact = read.email || read.phone !== undefined;
  if (context.unusable === 'refuse' || !hasContact || read.lacksCountry) {
    return { data: check(data, read.unusable, context), leftOut: read.dropped };
  }
  const isDoubtful = read.phone === 'possible' && read.email;
  const doubtful: readonly LeftOut[] = isDoubtful ? [{ path: 'phone', rule: 'invalid_phone' }] : [];
  const unusable = [...read.unusable, ...doubtful];
  if (unusable.length === 0 && validateSignup(data)) return { data, leftOut: read.dropped };
  const draft = new Draft({ ...found, customer: read.customer });
  for (const { path, rule } of unusable) draft.leaveOut(path.split('.'), rule);
  if (!draft.mend()) return { data: check(data, read.unusable, context), leftOut: read.dropped };
  return {
    data: check(draft.compact(), [], context),
    leftOut: [...read.dropped, ...draft.leftOut],
  };
}

function withDistinctTags(customer: Fields): Fields {
  const { tags } = customer;
  if (!Array.isArray(tags)) return customer;
  const all: readonly unknown[] = tags;
  const isRepeated = watchRepeated();
  return { ...customer, tags: all.filter((tag) => tag !== undefined && !isRepeated(tag)) };
}

/** Tags without a customer beside them, under the limits of a signup. */
export function usableTags(tags: readonly string[]): {
  readonly tags: string[];
  readonly leftOut: readonly LeftOut[];
} {
  const read = tags.slice(0, MOST.tags * LOOKED_AT);
  const long = read.flatMap((tag, at) => (tag.length > MAX_TAG_LENGTH ? [at] : []));
  const rest = read.filter((tag) => tag.length <= MAX_TAG_LENGTH);
  const leftOut: readonly LeftOut[] = [
    ...long.map((at) => ({ path: `tags.${at}`, rule: 'too_long' as const })),
    ...(rest.length > MOST.tags || read.length < tags.length
      ? [{ path: 'tags', rule: 'too_many' as const }]
      : []),
  ];
  return { tags: rest.slice(0, MOST.tags), leftOut };
}

/** Parts that the schema accepts, but no shop does. */
const ISSUES: Partial<Record<LeftOutRule, Pick<Issue, 'rule' | 'expected'>>> = {
  impossible_phone: {
    rule: 'phone',
    expected:
      "must be a possible phone number, with its calling code (+886…) or national in the store's country",
  },
  future_birthday: { rule: 'future', expected: 'must not be in the future' },
};

/** @throws RejectedError `invalid_signup` with every broken rule, the tool's own name of a field beside ours. */
function check(data: unknown, unusable: readonly LeftOut[], { fields }: UsableContext): Signup {
  try {
    const signup = validate(validateSignup, data, 'invalid_signup', SUBJECT);
    const issues = unusable.flatMap(({ path, rule }): readonly Issue[] => {
      const issue = ISSUES[rule];
      return issue ? [{ path: `/customer/${path.replaceAll('.', '/')}`, ...issue }] : [];
    });
    if (issues.length === 0) return signup;
    throw new RejectedError('invalid_signup', describeIssues(SUBJECT, issues), { issues });
  } catch (error) {
    throw error instanceof RejectedError && fields ? withFields(error, fields) : error;
  }
}

const SUBJECT = 'the signup';

function withFields(
  { reason, message, issues }: RejectedError,
  fields: Readonly<Record<string, string>>,
): RejectedError {
  const named = issues.map((issue) => {
    const path = issue.path.split('/').slice(2).join('.');
    const field = Object.hasOwn(fields, path) ? fields[path] : undefined;
    const isSafe = field !== undefined && FIELD.test(field) && !/\d{5}/.test(field);
    return isSafe
      ? { ...issue, expected: `${issue.expected}; the tool calls it \`${field}\`` }
      : issue;
  });
  const detail = named.length === 0 ? message : describeIssues(SUBJECT, named);
  return new RejectedError(reason, detail, { issues: named });
}

/** A tool's name of a field that cannot be a person's own words: no `@`, and few digits. */
const FIELD = /^[\p{L}\p{M}\p{N} _.:()[\]-]{1,60}$/u;
