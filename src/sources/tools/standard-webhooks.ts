import type { ErrorObject } from 'ajv';
import { type Issue, RejectedError } from '../../event/errors.ts';
import { toEvent } from '../../event/event.ts';
import type { Event, Signup, StoreSource } from '../../generated/types.ts';
import { validateSignup } from '../../generated/signup-validators.js';
import { showIssue } from '../../event/issues.ts';
import { readEmail } from '../../event/email.ts';
import { findExcess, validate } from '../../event/validate.ts';
import { isRecord } from '../../util/is-record.ts';
import { cloudEvents, type HeldDocument } from './cloud-events.ts';
import type { Delivery, FoundSignup, Source } from '../source.ts';

type Posted = Pick<Delivery, 'store' | 'headers' | 'body'>;
type Settings = Pick<StoreSource, 'unusable'>;

/** A sender corrects a program by fewer. Every one of thousands of events can break twenty rules. */
const MOST_ISSUES = 200;

/** Issues that the error text spells out; the error itself carries all. */
const SHOWN_ISSUES = 5;

/** The native source: canonical events that an own backend signed, one, several, or in headers. */
export const standardWebhooks: Source = {
  tool: 'standard-webhooks',
  read: (delivery, { config }) => readEvents(delivery, config),
};

/**
 * Every event of a delivery, checked as far as it can be without the shop. `receive` asks the same before it stores.
 *
 * @throws RejectedError `invalid_delivery` with every broken rule of every event, by its place in the posted document.
 */
export function readEvents(posted: Posted, settings: Settings = {}): readonly FoundSignup[] {
  const found: FoundSignup[] = [];
  const issues: Issue[] = [];
  for (const held of documentsOf(posted)) {
    try {
      found.push(readEvent(held, posted.store, settings));
    } catch (error) {
      issues.push(...issuesOf(error, held.pointer));
      if (issues.length >= MOST_ISSUES) break;
    }
  }
  if (issues.length === 0) return found;
  throw new RejectedError('invalid_delivery', describe(issues), { issues });
}

const describe = (issues: readonly Issue[]): string =>
  `the event is not valid: ${issues.slice(0, SHOWN_ISSUES).map(showIssue).join('; ')}`;

function documentsOf(posted: Posted): readonly HeldDocument[] {
  try {
    return cloudEvents(posted);
  } catch (error) {
    const issues = issuesOf(error, '');
    throw new RejectedError('invalid_delivery', describe(issues), { issues });
  }
}

function readEvent({ value }: HeldDocument, store: string, settings: Settings): FoundSignup {
  const event = toEvent(value);
  const { id, source, type, time } = event;
  // A delivery inside a delivery could name another sender's store and source.
  if (type === 'webhook.delivered') {
    throw broken('/type', 'enum', 'must be customer.signed_up or customer.updated');
  }
  const { store: _, ...data } = signupOf(event, store, settings);
  return {
    kind: 'signup',
    type,
    id: idOf(source, id),
    ...(typeof time === 'string' && { time }),
    data,
  };
}

/** Two events never get one id: the length tells a source with a `#` of its own from the id. */
const idOf = (source: string, id: string): string =>
  source.includes('#') ? `#${source.length}:${source}#${id}` : `${source}#${id}`;

/** As it was posted. What cannot be used is left out later, where the store's setting is known. */
function signupOf({ data }: Event, store: string, settings: Settings): Signup {
  const filled = isRecord(data) && !Object.hasOwn(data, 'store') ? { ...data, store } : data;
  try {
    const signup = checked(filled, settings);
    if (signup.store === store) return signup;
  } catch (error) {
    throw new RejectedError('invalid_signup', '', { issues: issuesOf(error, '/data') });
  }
  throw broken('/data/store', 'const', 'must be the store of this address, or be left out');
}

/**
 * Checked without a library of phones, which `receive` has no room for. A signup whose other parts may be left out passes
 * if it seems to have a contact; `consume` looks closer.
 *
 * @throws RejectedError `invalid_signup`
 */
function checked(data: unknown, { unusable = 'leave-out' }: Settings): Signup {
  const isLenient = unusable === 'leave-out' && findExcess(data) === undefined;
  if (isLenient && validateSignup(data)) return data;
  if (!isLenient || !mayBeUsed(data, validateSignup.errors ?? [])) {
    return validate(validateSignup, data, 'invalid_signup', 'the signup');
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what breaks the schema is left out before it is used
  return data as Signup;
}

/** Unknown fields are mistakes of a program, and so is everything outside customer and consent. */
function mayBeUsed(data: unknown, errors: readonly ErrorObject[]): boolean {
  const isTyped = ({ keyword, instancePath }: ErrorObject): boolean =>
    keyword !== 'additionalProperties' && /^\/(?:customer\/|consent\b)/.test(instancePath);
  const { email, phone } = (isRecord(data) && isRecord(data['customer']) && data['customer']) || {};
  const hasEmail = typeof email === 'string' && readEmail(email) !== undefined;
  const hasPhone = typeof phone === 'string' && /(?:\p{Nd}\P{Nd}{0,3}){6}/u.test(phone);
  return (hasEmail || hasPhone) && errors.every(isTyped);
}

const broken = (path: string, rule: string, expected: string): RejectedError =>
  new RejectedError('invalid_event', '', { issues: [{ path, rule, expected }] });

/** The issues of an error, by their place in the whole document. @throws whatever is no RejectedError. */
function issuesOf(error: unknown, pointer: string): readonly Issue[] {
  if (!(error instanceof RejectedError)) throw error;
  const { issues, message } = error;
  if (issues.length === 0) return [{ path: pointer, rule: 'json', expected: message }];
  return issues.map(({ path, rule, expected }) => ({ path: pointer + path, rule, expected }));
}
