import { type Issue, RejectedError } from '../../event/errors.ts';
import { toEvent } from '../../event/event.ts';
import type { Event, Signup } from '../../generated/types.ts';
import { validateSignup } from '../../generated/validators.js';
import { showIssue } from '../../event/issues.ts';
import { validate } from '../../event/validate.ts';
import { cloudEvents, type HeldDocument } from './cloud-events.ts';
import type { Delivery, FoundSignup, Source } from '../source.ts';

type Posted = Pick<Delivery, 'store' | 'headers' | 'body'>;

/** Issues that the error text spells out; the error itself carries all. */
const SHOWN_ISSUES = 5;

/** The native source: canonical events that an own backend signed, one, several, or in headers. */
export const standardWebhooks: Source = {
  tool: 'standard-webhooks',
  read: (delivery) => readEvents(delivery),
};

/**
 * Every event of a delivery, checked as far as it can be without the shop. `receive` asks the same before it stores.
 *
 * @throws RejectedError `invalid_delivery` with every broken rule of every event, by its place in the posted document.
 */
export function readEvents(posted: Posted): readonly FoundSignup[] {
  const found: FoundSignup[] = [];
  const issues: Issue[] = [];
  for (const held of documentsOf(posted)) {
    try {
      found.push(readEvent(held, posted.store));
    } catch (error) {
      issues.push(...issuesOf(error, held.pointer));
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

function readEvent({ value }: HeldDocument, store: string): FoundSignup {
  const event = toEvent(value);
  const { id, source, type, time } = event;
  // A delivery inside a delivery could name the store and the source of somebody else.
  if (type === 'webhook.delivered') {
    throw broken('/type', 'enum', 'must be customer.signed_up or customer.updated');
  }
  const { store: _, ...data } = signupOf(event, store);
  return {
    kind: 'signup',
    type,
    id: idOf(source, id),
    ...(typeof time === 'string' && { time }),
    data,
  };
}

/** Two events never get one id: a source with a `#` of its own is told from the id by its length. */
const idOf = (source: string, id: string): string =>
  source.includes('#') ? `#${source.length}:${source}#${id}` : `${source}#${id}`;

function signupOf({ data }: Event, store: string): Signup {
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
  const filled = isObject && !Object.hasOwn(data, 'store') ? { ...data, store } : data;
  try {
    const signup = validate(validateSignup, filled, 'invalid_signup', 'the signup');
    if (signup.store === store) return signup;
  } catch (error) {
    throw new RejectedError('invalid_signup', '', { issues: issuesOf(error, '/data') });
  }
  throw broken('/data/store', 'const', 'must be the store of this address, or be left out');
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
