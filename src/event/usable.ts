import type { ErrorObject } from 'ajv';
import { type Issue, RejectedError } from './errors.ts';
import type { Signup } from '../generated/types.ts';
import { validateSignup } from '../generated/validators.js';
import type { LeftOut, LeftOutRule } from './left-out.ts';
import { cutNote, type Fields, isFields, type ReadContext, readCustomer } from './read-customer.ts';
import { cutText } from './text.ts';
import { describeIssues, findExcess, validate } from './validate.ts';

export interface UsableContext extends ReadContext {
  /** What becomes of a part that cannot be used: it is left out, or it refuses the signup. */
  readonly unusable: 'leave-out' | 'refuse';
  /** What the tool calls its fields, by path into the signup. For the texts of errors. */
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
 * @throws RejectedError `invalid_signup`: with `refuse`, or without a usable contact; also where a phone lacks only the
 * country of the store, which a correction and a replay deliver.
 */
export function toUsable(found: unknown, context: UsableContext): Usable {
  if (!isFields(found) || !isFields(found['customer']) || findExcess(found)) {
    return { data: check(found, [], context), leftOut: [] };
  }
  const read = readCustomer(found['customer'], context);
  const data = { ...found, customer: read.customer };
  const hasContact = read.email || read.phone !== undefined;
  if (context.unusable === 'refuse' || !hasContact || read.lacksCountry) {
    return { data: check(data, read.unusable, context), leftOut: read.dropped };
  }
  const isDoubtful = read.phone === 'possible' && read.email;
  const doubtful: readonly LeftOut[] = isDoubtful ? [{ path: 'phone', rule: 'invalid_phone' }] : [];
  const unusable = [...read.unusable, ...doubtful];
  if (unusable.length === 0 && validateSignup(data)) return { data, leftOut: read.dropped };
  const draft = new Draft(data);
  for (const { path, rule } of unusable) draft.leaveOut(path.split('.'), rule);
  if (!draft.mend()) return { data: check(data, read.unusable, context), leftOut: read.dropped };
  return {
    data: check(draft.compact(), [], context),
    leftOut: [...read.dropped, ...draft.leftOut],
  };
}

/** What a broken rule of the schema means for the part that breaks it; every other one makes a wrong value. */
const RULES: Readonly<Record<string, LeftOutRule>> = {
  type: 'wrong_form',
  maxLength: 'too_long',
  maxItems: 'too_many',
  minLength: 'no_visible_character',
  minProperties: 'wrong_form',
};

/** Each round leaves out every part that breaks a rule; a part inside a part shows in the next one. */
const ROUNDS = 4;
/** What a signup may hold. */
const MOST: Readonly<Record<string, number>> = { tags: 60, addresses: 5 };
/** Longest proof of a consent, in characters. */
const MAX_PROOF = 2_000;

/** A signup from which parts are taken. Elements of lists keep their number until the end. */
class Draft {
  readonly leftOut: LeftOut[] = [];
  private readonly data: Record<string, unknown>;

  constructor(data: Fields) {
    this.data = structuredClone(data);
  }

  /** @param path without `customer`: `addresses.0.phone`. */
  leaveOut(path: readonly string[], rule: LeftOutRule): void {
    const customer = this.data['customer'];
    if (path[0] === 'note' && rule === 'too_long' && isFields(customer)) {
      setAt(customer, ['note'], cutNote(String(customer['note'])));
    } else if (!setAt(customer, path, undefined)) return;
    this.leftOut.push({ path: path.join('.'), rule });
  }

  /** Leaves out what breaks a rule of the schema. @returns whether the rest is a signup. */
  mend(): boolean {
    for (let round = 0; round < ROUNDS; round += 1) {
      const rest = this.compact();
      if (validateSignup(rest)) return true;
      const errors = validateSignup.errors ?? [];
      if (!errors.every((error) => this.mendOne(error, rest))) return false;
    }
    return validateSignup(this.compact());
  }

  private mendOne(error: ErrorObject, rest: Fields): boolean {
    const { keyword, instancePath } = error;
    // Unknown fields and missing ones are mistakes of a program, which nobody typed.
    if (keyword === 'additionalProperties') return false;
    const [top = '', ...path] = this.placeOf(instancePath.split('/').slice(1), rest);
    const rule = RULES[keyword] ?? 'wrong_value';
    if (top === 'consent') return this.mendConsent(path, rule);
    const [field = '', ...inner] = path;
    if (top !== 'customer' || field === '' || field === 'email') return false;
    if (field === 'phone') return false;
    const most = MOST[field];
    if (rule === 'too_many' && inner.length === 0 && most !== undefined)
      return this.keep(field, most);
    return setAt(this.data['customer'], path, undefined)
      ? this.say(path.join('.'), rule)
      : // Another rule took it in the same round.
        true;
  }

  /** A refusal is never lost to what stands beside it, and a grant never gains by it. */
  private mendConsent(path: readonly string[], rule: LeftOutRule): boolean {
    const [channel = '', field] = path;
    const consent = this.data['consent'];
    if (channel === '' || !isFields(consent)) {
      delete this.data['consent'];
      return this.say('consent', rule);
    }
    const said = consent[channel];
    if (field === 'text' && rule === 'too_long' && isFields(said)) {
      setAt(consent, path, cutText(String(said['text']), MAX_PROOF));
      return this.say(`consent.${channel}.text`, rule);
    }
    const isKept = isFields(said) && field !== undefined && field !== 'state';
    const isPart = isKept && (field === 'text' || said['state'] === 'denied');
    const place = isPart ? path : [channel];
    return setAt(consent, place, undefined)
      ? this.say(['consent', ...place].join('.'), rule)
      : true;
  }

  private keep(field: string, most: number): boolean {
    const list = isFields(this.data['customer']) ? this.data['customer'][field] : undefined;
    if (!Array.isArray(list)) return false;
    let kept = 0;
    for (const [at, one] of list.entries()) {
      if (one === undefined) continue;
      kept += 1;
      if (kept > most) list[at] = undefined;
    }
    return this.say(field, 'too_many');
  }

  private say(path: string, rule: LeftOutRule): true {
    if (this.leftOut.every((one) => one.path !== path)) this.leftOut.push({ path, rule });
    return true;
  }

  /** Elements that were left out leave no gap. */
  compact(): Fields {
    const { customer } = this.data;
    if (!isFields(customer)) return this.data;
    const entries = Object.entries(customer)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, Array.isArray(value) ? value.filter(isThere) : value] as const);
    return { ...this.data, customer: Object.fromEntries(entries) };
  }

  /** From a place in the rest to the place in what was found: elements before it may have been left out. */
  private placeOf(pointer: readonly string[], rest: Fields): readonly string[] {
    const [top, field = '', at, ...inner] = pointer;
    const whole = isFields(this.data['customer']) ? this.data['customer'][field] : undefined;
    if (top !== 'customer' || at === undefined || !Array.isArray(whole) || rest === this.data) {
      return pointer;
    }
    const places = whole.flatMap((one, index) => (isThere(one) ? [index] : []));
    return [top, field, String(places[Number(at)] ?? at), ...inner];
  }
}

const isThere = (value: unknown): boolean => value !== undefined;

/** @returns whether there was a value. */
function setAt(root: unknown, path: readonly string[], value: unknown): boolean {
  let node = root;
  for (const key of path.slice(0, -1)) node = memberOf(node, key);
  const last = path.at(-1) ?? '';
  if (typeof node !== 'object' || node === null || memberOf(node, last) === undefined) return false;
  if (value === undefined && !Array.isArray(node)) Reflect.deleteProperty(node, last);
  else Reflect.set(node, last, value);
  return true;
}

const memberOf = (node: unknown, key: string): unknown =>
  typeof node === 'object' && node !== null && Object.hasOwn(node, key)
    ? (Reflect.get(node, key) as unknown)
    : undefined;

/** Parts that the schema takes, and no shop does. */
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
