import { RejectedError, WaitError } from '../event/errors.ts';
import { isBatch, unwrap } from '../event/event.ts';
import { describeIssues } from '../event/validate.ts';
import type { Known, Message } from '../message/message.ts';
import type { Found } from '../sources/source.ts';
import { prepareCorrected } from './corrected.ts';
import { prepareDelivery } from './prepare-delivery.ts';
import { prepareSignup, type ReadEvent } from './prepare-signup.ts';
import type { Part, Prepared, Work } from './prepared.ts';
import { checkSize, wholeWork } from './progress.ts';
import { isCorrected, type PrepareDeps, readContent, storeNamedIn } from './read-event.ts';

export type { PrepareDeps } from './read-event.ts';

/** Chooses which entries of a delivery or of a batch to read. */
type Choose = (found: readonly Pick<Found, 'kind'>[], message: Message) => Work;

/**
 * Reads the signups of a message, each for a store that exists: unwrap, check, map, normalise. Never rejects.
 *
 * @param choose for a message of several signups. @default all of them
 */
export async function prepareMessage(
  message: Message,
  deps: PrepareDeps,
  choose: Choose = wholeWork,
): Promise<Prepared> {
  let content: unknown;
  try {
    content = unwrap(message.body);
  } catch (error) {
    return { message, known: {}, parts: [{ known: {}, error }] };
  }
  return isBatch(content)
    ? prepareBatch(content, message, deps, choose)
    : prepareOne(content, message, deps, choose);
}

async function prepareOne(
  content: unknown,
  message: Message,
  deps: PrepareDeps,
  choose: Choose,
): Promise<Prepared> {
  let known: Known = {};
  let work: Work | undefined;
  try {
    const read = readContent(content, message, deps.digest, (found) => (known = found));
    refuseBefore(message, deps.now());
    const parts =
      read.event.type === 'webhook.delivered'
        ? await prepareDelivery({ ...read, isReplay: message.replays > 0 }, deps, (found) => {
            checkSize(message, found.length);
            return (work = choose(found, message)).now;
          })
        : [await prepareDirect(read, deps)];
    const [first] = parts;
    return {
      message,
      known: parts.length === 1 && first ? first.known : known,
      parts,
      ...(work && work.total > 1 && { work }),
    };
  } catch (error) {
    const named = { ...known, ...(await storeNamedIn(content, error, deps)) };
    return { message, known: named, parts: [{ known: named, error }] };
  }
}

/** An event that stands for itself. */
const prepareDirect = (read: ReadEvent, deps: PrepareDeps): Promise<Part> =>
  (isCorrected(read.event) ? prepareCorrected : prepareSignup)(read, deps);

/** Reads the events of a CloudEvents batch. Each one has its own outcome, as the people of a delivery have. */
async function prepareBatch(
  entries: readonly unknown[],
  message: Message,
  deps: PrepareDeps,
  choose: Choose,
): Promise<Prepared> {
  try {
    refuseBefore(message, deps.now());
    checkSize(message, entries.length);
    const work = choose(
      entries.map(() => ({ kind: 'signup' })),
      message,
    );
    const parts = await Promise.all(
      work.now.map((place) => prepareEntry(entries[place], place, message, deps)),
    );
    const [first] = parts;
    const known = entries.length === 1 && first ? first.known : sharedBy(parts);
    return { message, known, parts, ...(work.total > 1 && { work }) };
  } catch (error) {
    return { message, known: {}, parts: [{ known: {}, error }] };
  }
}

/** The store and the source that all events of a batch name. */
function sharedBy(parts: readonly Part[]): Known {
  const shared = (['store', 'source'] as const).flatMap((name) => {
    const [value, ...others] = new Set(parts.map(({ known }) => known[name]));
    return value !== undefined && others.length === 0 ? [[name, value] as const] : [];
  });
  return Object.fromEntries(shared);
}

/** Reads one event of a batch. @param place from 0. Never rejects. */
async function prepareEntry(
  content: unknown,
  place: number,
  message: Message,
  deps: PrepareDeps,
): Promise<Part> {
  let known: Known = {};
  try {
    const read = readContent(content, message, deps.digest, (found) => (known = found));
    if (read.event.type === 'webhook.delivered') throw deliveryInBatch();
    const part = await prepareDirect(read, deps);
    return 'error' in part ? { ...part, error: inEntry(part.error, place) } : part;
  } catch (error) {
    const named = { ...known, ...(await storeNamedIn(content, error, deps)) };
    return { known: named, error: inEntry(error, place) };
  }
}

/** A delivery has entries of its own, and a run counts the entries of a message once. */
function deliveryInBatch(): RejectedError {
  const expected =
    'must be customer.signed_up or customer.updated in a batch: send a webhook.delivered as a message of its own';
  const issues = [{ path: '/type', rule: 'enum', expected }];
  return new RejectedError('invalid_event', describeIssues('the event', issues), { issues });
}

/** The error of one entry says which, in its text and in the places of its issues. */
function inEntry(error: unknown, place: number): unknown {
  if (!(error instanceof RejectedError)) return error;
  const { reason, message, issues } = error;
  const base = reason === 'invalid_event' ? `/${place}` : `/${place}/data`;
  return new RejectedError(reason, `entry ${place + 1} of the batch: ${message}`, {
    cause: error,
    issues: issues.map(({ path, rule, expected }) => ({ path: base + path, rule, expected })),
  });
}

/** Enforces a delay that is longer than SQS can delay a message. */
function refuseBefore({ notBefore = 0 }: Message, now: number): void {
  if (notBefore > now) {
    throw new WaitError('the shop asked for a longer delay, which has not ended yet', {
      retryAfterMs: notBefore - now,
    });
  }
}
