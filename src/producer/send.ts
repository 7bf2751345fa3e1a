import { RejectedError } from '../event/errors.ts';
import { claimedStore } from '../event/event.ts';
import { batchesOf } from '../message/size.ts';
import { memberOf } from '../util/is-record.ts';
import {
  type CheckContext,
  type CheckedEvent,
  checkEvent,
  type ShopRules,
  type SignupEvent,
  toBody,
} from './check.ts';
import { type SentEvent, UnsentError, type UnsentEvent } from './sent.ts';

/** One entry of SQS's SendMessageBatch. */
export interface BatchEntry {
  Id: string;
  MessageBody: string;
  /** The store. SQS shares the queue fairly between groups, so a large import of one store does not delay the others. */
  MessageGroupId: string;
}

/** The answer of SendMessageBatch, as every AWS SDK gives it. */
export interface BatchAnswer {
  readonly Successful?:
    | readonly { readonly Id?: string | undefined; readonly MessageId?: string | undefined }[]
    | undefined;
  readonly Failed?:
    | readonly {
        readonly Id?: string | undefined;
        readonly Code?: string | undefined;
        readonly SenderFault?: boolean | undefined;
      }[]
    | undefined;
}

/** Makes one call of SendMessageBatch with at most ten entries, and gives SQS's answer. */
export type SendBatch = (entries: BatchEntry[]) => Promise<BatchAnswer>;

export interface SendSettings extends ShopRules {
  /** Tries without any progress before the rest is given up. @default 5 */
  readonly attempts?: number;
}

export interface SendDeps {
  readonly sleep: (ms: number) => Promise<unknown>;
  /** In [0, 1): spreads the waits. */
  readonly random: () => number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const DEFAULT_ATTEMPTS = 5;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

/**
 * Sends events to the queue. Each is checked first; one that is invalid does not keep back the others.
 *
 * @returns one result each, in the same order: SQS confirmed all of them.
 * @throws UnsentError at least one is not confirmed. It names every one of these, and those that were sent.
 */
export async function sendEvents(
  events: readonly SignupEvent[],
  sendBatch: SendBatch,
  { attempts = DEFAULT_ATTEMPTS, ...rules }: SendSettings,
  { sleep, random, now }: SendDeps,
): Promise<readonly SentEvent[]> {
  if (!Array.isArray(events) || typeof sendBatch !== 'function') {
    throw new TypeError('send takes a list of events, and a function that sends one batch');
  }
  const ended: Ended = { sent: [], unsent: [] };
  let waiting = checkAll(events, { ...rules, now: now() }, ended);
  let idle = 0;
  while (waiting.length > 0 && idle < attempts) {
    if (idle > 0) await sleep(random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** idle));
    const before = ended.sent.length;
    waiting = await sendRound(waiting, sendBatch, ended);
    idle = ended.sent.length > before && idle > 0 ? 1 : idle + 1;
  }
  for (const one of waiting) ended.unsent.push(toUnsent(one, 'unconfirmed', one.why));
  const sent = ended.sent.toSorted(byIndex);
  if (ended.unsent.length > 0) throw new UnsentError(ended.unsent.toSorted(byIndex), sent);
  return sent;
}

/** What is decided so far, in any order. */
interface Ended {
  readonly sent: SentEvent[];
  readonly unsent: UnsentEvent[];
}

const byIndex = (a: Pick<Waiting, 'index'>, b: Pick<Waiting, 'index'>): number => a.index - b.index;

type Why = Pick<UnsentEvent, 'message' | 'cause'>;

/** An event on its way. */
interface Waiting {
  readonly event: SignupEvent;
  readonly index: number;
  readonly store: string;
  readonly body: string;
  readonly checked: CheckedEvent;
  /** Why the last try did not end it. */
  readonly why: Why;
}

const toUnsent = (
  { event, index }: Pick<Waiting, 'event' | 'index'>,
  kind: UnsentEvent['kind'],
  why: Why,
): UnsentEvent => ({ event, index, kind, ...why });

/** @returns the events to send. */
function checkAll(
  events: readonly SignupEvent[],
  context: CheckContext,
  { unsent }: Ended,
): readonly Waiting[] {
  return events.flatMap((event, index): Waiting[] => {
    try {
      const checked = checkEvent(event, context);
      const store = claimedStore(event) ?? '';
      return [{ event, index, store, body: toBody(event), checked, why: NOT_TRIED }];
    } catch (error) {
      if (!(error instanceof RejectedError)) throw error;
      unsent.push(toUnsent({ event, index }, 'invalid', { message: error.message, cause: error }));
      return [];
    }
  });
}

const NOT_TRIED: Why = { message: 'it was not tried', cause: undefined };

/**
 * One call per batch. Ends at the first call that fails: the next one would only wait for the same error.
 *
 * @returns the events to try again.
 */
async function sendRound(
  waiting: readonly Waiting[],
  sendBatch: SendBatch,
  ended: Ended,
): Promise<readonly Waiting[]> {
  const again: Waiting[] = [];
  const batches = batchesOf(waiting, ({ body }) => Buffer.byteLength(body));
  for (const [at, batch] of batches.entries()) {
    try {
      again.push(...settleBatch(batch, await sendBatch(batch.map(toEntry)), ended));
    } catch (cause) {
      const why = { message: `the call to SQS failed: ${codeIn(cause, 'name')}`, cause };
      const isRefused = isRefusal(cause);
      for (const one of batches.slice(at).flat()) {
        if (isRefused) ended.unsent.push(toUnsent(one, 'refused', why));
        else again.push({ ...one, why });
      }
      break;
    }
  }
  return again;
}

const toEntry = ({ store, body }: Waiting, at: number): BatchEntry => ({
  Id: String(at),
  MessageBody: body,
  MessageGroupId: store,
});

/**
 * Only an entry that the answer lists as successful is sent.
 *
 * @returns the others that can be tried again, also those that the answer does not list at all.
 */
function settleBatch(
  batch: readonly Waiting[],
  answer: BatchAnswer | undefined,
  { sent, unsent }: Ended,
): readonly Waiting[] {
  const { Successful = [], Failed = [] } = answer ?? {};
  const messageIds = new Map(Successful.map(({ Id, MessageId = '' }) => [Id, MessageId]));
  const failures = new Map(Failed.map((entry) => [entry.Id, entry]));
  return batch.flatMap((one, at): Waiting[] => {
    const { event, index, checked } = one;
    const messageId = messageIds.get(String(at));
    const failure = failures.get(String(at));
    if (messageId !== undefined) {
      sent.push({ event, index, messageId, ...checked });
      return [];
    }
    if (failure?.SenderFault === true) {
      const message = `SQS refused it: ${codeIn(failure, 'Code')}`;
      unsent.push(toUnsent(one, 'refused', { message, cause: failure }));
      return [];
    }
    const message = failure
      ? `SQS did not take it: ${codeIn(failure, 'Code')}`
      : 'SQS did not confirm it';
    return [{ ...one, why: { message, cause: failure } }];
  });
}

/** A code, never a text: a text can quote what was sent. */
function codeIn(value: unknown, name: string): string {
  const code = value instanceof Error ? value.name : memberOf(value, name);
  return typeof code === 'string' && /^[A-Za-z][\w.]{0,80}$/.test(code) ? code : 'unknown error';
}

/**
 * Whether a call would fail the same way again: a missing right, a wrong queue. The AWS SDK marks these as the client's
 * fault. It marks calls that came too fast so, too, but says that they can be tried again.
 */
const isRefusal = (error: unknown): boolean =>
  memberOf(error, '$fault') === 'client' && memberOf(error, '$retryable') === undefined;
