import { attributeBytes } from './size.ts';
import { MAX_ATTRIBUTES, MAX_DELAY_SECONDS, MAX_MESSAGE_BYTES } from '../util/sqs-limits.ts';
import type { Copy, CopyAttribute } from './queue-port.ts';
import type { Settlement } from '../delivery/settle.ts';
import type { Known, Message } from './message.ts';

type Attributes = Record<string, CopyAttribute>;
type Attribute = readonly [string, CopyAttribute];

/**
 * The copy that goes back on the queue with a delay and its attempt count.
 *
 * @returns undefined where a large body leaves no room for the count: the message then stays, and SQS counts.
 */
export function postponedCopy(
  message: Message,
  { attempts, delayMs }: Extract<Settlement, { action: 'postpone' }>,
  now: number,
  known: Known,
): Copy | undefined {
  const delaySeconds = Math.min(MAX_DELAY_SECONDS, Math.max(1, Math.ceil(delayMs / 1000)));
  const notBefore = now + delayMs;
  const own: Attributes = {
    firstSeenAt: time(message.firstSeenAt),
    attempts: number(attempts),
    ...(delayMs > MAX_DELAY_SECONDS * 1000 && { notBefore: time(notBefore) }),
    ...provenance(message),
  };
  const attributes = withinLimits(message.body, [...Object.entries(own), ...foreignOf(message)]);
  if (Object.keys(own).some((name) => attributes[name] === undefined)) return undefined;
  return { ...copyOf(message, known), to: 'signups', attributes, delaySeconds };
}

/**
 * The copy that goes to the dead-letter queue. A large body costs it attributes: `detail` first, `reason` last. Where a
 * trace would be the eleventh, `replayedAt` makes room: the trace cannot be had from anywhere else.
 */
export function deadLetterCopy(
  message: Message,
  { reason, detail, attempts }: Extract<Settlement, { action: 'deadLetter' }>,
  now: number,
  known: Known,
): Copy {
  const own: Attributes = {
    reason: string(reason),
    // Tells AWS's own redrive from a message that was postponed.
    failedAt: time(now),
    ...(known.eventId !== undefined && { eventId: string(known.eventId) }),
    ...(known.store !== undefined && { store: string(known.store) }),
    ...(known.source !== undefined && { source: string(known.source) }),
    firstSeenAt: time(message.firstSeenAt),
    attempts: number(attempts),
  };
  const { replayedAt, ...replays } = provenance(message);
  const foreign = foreignOf(message);
  const traced = message.trace === undefined ? 0 : 1;
  const others = [
    ...Object.entries({ ...own, ...replays }),
    ...foreign.slice(0, traced),
    ...Object.entries(replayedAt ? { replayedAt } : {}),
    ...foreign.slice(traced),
  ];
  const attributes = withinLimits(message.body, [
    ...others.slice(0, MAX_ATTRIBUTES - 1),
    ['detail', string(sendable(detail.slice(0, 1_000)) || reason)],
  ]);
  const explained = attributes['reason'] === undefined ? {} : attributes;
  return { ...copyOf(message, known), to: 'deadLetters', attributes: explained, delaySeconds: 0 };
}

/** Where a replayed message comes from. */
const provenance = ({ replays, triesSince, firstSeenAt }: Message): Attributes => ({
  ...(replays > 0 && { replays: number(replays) }),
  ...(triesSince !== firstSeenAt && { replayedAt: time(triesSince) }),
});

/** The sender's attributes, the trace before all others. */
const foreignOf = ({ foreign }: Message): readonly Attribute[] =>
  Object.entries(foreign).toSorted(
    ([a], [b]) => Number(b === 'traceparent') - Number(a === 'traceparent'),
  );

const copyOf = (
  message: Message,
  { store }: Known,
): Pick<Copy, 'key' | 'body' | 'groupId' | 'traceHeader'> => ({
  key: message.id,
  body: message.body,
  ...(store !== undefined && { groupId: store }),
  ...(message.traceHeader !== undefined && { traceHeader: message.traceHeader }),
});

/** As many of the attributes, the important ones first, as SQS takes with this body. */
function withinLimits(body: string, wanted: readonly Attribute[]): Attributes {
  const kept: Attribute[] = [];
  let room = MAX_MESSAGE_BYTES - Buffer.byteLength(body);
  for (const [name, attribute] of wanted) {
    const bytes = attributeBytes(name, attribute);
    if (kept.length === MAX_ATTRIBUTES || bytes > room) continue;
    kept.push([name, attribute]);
    room -= bytes;
  }
  // Unlike an assignment, this keeps an attribute that is named `__proto__`.
  return Object.fromEntries(kept);
}

/** SQS refuses the whole copy for one character outside of this set, half a surrogate pair among them. */
const sendable = (text: string): string =>
  text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '…');

const string = (value: string): CopyAttribute => ({ type: 'String', value });
const number = (value: number): CopyAttribute => ({ type: 'Number', value: String(value) });
const time = (ms: number): CopyAttribute => string(new Date(ms).toISOString());
