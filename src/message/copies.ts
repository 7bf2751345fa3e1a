import { MAX_ATTRIBUTES, MAX_DELAY_SECONDS, MAX_MESSAGE_BYTES } from '../util/sqs-limits.ts';
import type { FinalVerdict, Settlement } from '../delivery/settle.ts';
import { type Attributes, SLOW_LANE, TRACEPARENT, writeAttributes } from './attributes.ts';
import { groupOf, reasonGroup } from './group-id.ts';
import type { Known, Message } from './message.ts';
import { encodeProgress, type DeliveryProgress } from './progress.ts';
import type { Copy, CopyAttribute } from './queue-port.ts';
import { attributeBytes } from './size.ts';

type Attribute = readonly [name: string, attribute: CopyAttribute];

/**
 * The copy that goes back on the queue, with a delay and the new attempt count.
 *
 * @param progress how far the message came, if it needs more than one run.
 * @returns undefined where a large body leaves no room for count and progress. The message then stays on the queue for a few
 *   receives: see `consume/consume.ts`.
 */
export function postponedCopy(
  message: Message,
  { attempts, delayMs, verdict }: Extract<Settlement, { action: 'postpone' }>,
  now: number,
  known: Known,
  progress?: DeliveryProgress,
): Copy | undefined {
  const delaySeconds = Math.min(MAX_DELAY_SECONDS, Math.max(1, Math.ceil(delayMs / 1000)));
  const isLong = delayMs > MAX_DELAY_SECONDS * 1000;
  const own = writeAttributes({
    firstSeenAt: message.firstSeenAt,
    attempts,
    // Beside a verdict it tells a redriven copy from a fresh one.
    notBefore: isLong || verdict ? now + delayMs : undefined,
    progress: progress && encodeProgress(progress, now),
    ...provenance(message),
  });
  // These save work only, or order it. So they come last, and a large body may leave no room for them.
  const saving = writeAttributes({
    lane: message.isSlow && SLOW_LANE,
    ...(verdict && sendableVerdict(verdict)),
  });
  const attributes = withinLimits(message.body, [
    ...Object.entries(own),
    ...Object.entries(saving),
    ...foreignOf(message),
  ]);
  if (Object.keys(own).some((name) => attributes[name] === undefined)) return undefined;
  const { groupId } = copyOf(message, known);
  return {
    ...copyOf(message, known),
    to: 'signups',
    attributes,
    delaySeconds,
    ...(groupId !== undefined && message.isSlow && { groupId: slowGroup(groupId) }),
  };
}

/**
 * The copy that goes to the dead-letter queue. A large body costs it attributes: `detail` first, `reason` last. Where not
 * even `reason` fits, the group id has it.
 * A trace displaces `replayedAt` when it would be the eleventh attribute: no other place has the trace.
 */
export function deadLetterCopy(
  message: Message,
  { reason, detail, attempts }: Extract<Settlement, { action: 'deadLetter' }>,
  now: number,
  known: Known,
): Copy {
  const { replays, replayedAt } = provenance(message);
  const own = writeAttributes({
    reason,
    // Tells a redriven message from a postponed one.
    failedAt: now,
    eventId: known.eventId,
    store: known.store,
    source: known.source,
    firstSeenAt: message.firstSeenAt,
    attempts,
    replays,
  });
  const foreign = foreignOf(message);
  const traced = message.trace === undefined ? 0 : 1;
  const others = [
    ...Object.entries(own),
    ...foreign.slice(0, traced),
    ...Object.entries(writeAttributes({ replayedAt })),
    ...foreign.slice(traced),
  ];
  const attributes = withinLimits(message.body, [
    ...others.slice(0, MAX_ATTRIBUTES - 1),
    ...Object.entries(writeAttributes({ detail: sendableVerdict({ reason, detail }).detail })),
  ]);
  const isExplained = attributes['reason'] !== undefined;
  return {
    ...copyOf(message, known),
    to: 'deadLetters',
    attributes: isExplained ? attributes : {},
    delaySeconds: 0,
    ...(!isExplained && { groupId: reasonGroup(reason, known.store) }),
  };
}

const sendableVerdict = ({ reason, detail }: FinalVerdict): FinalVerdict => ({
  reason,
  detail: sendable(detail.slice(0, 1_000)) || reason,
});

/** Messages of the slow lane have a group of their own: SQS's fair queues then serve the store's live signups first. */
export const slowGroup = (store: string): string => `${store}/import`;

/** The history of a replayed message. */
const provenance = ({ replays, triesSince, firstSeenAt }: Message) => ({
  replays: replays > 0 ? replays : undefined,
  replayedAt: triesSince === firstSeenAt ? undefined : triesSince,
});

/** The sender's attributes, the trace first. */
const foreignOf = ({ foreign }: Message): readonly Attribute[] =>
  Object.entries(foreign).toSorted(
    ([a], [b]) => Number(b === TRACEPARENT) - Number(a === TRACEPARENT),
  );

const copyOf = (
  message: Message,
  { store }: Known,
): Pick<Copy, 'key' | 'body' | 'groupId' | 'traceHeader'> => ({
  key: message.id,
  body: message.body,
  ...groupOf(store),
  ...(message.traceHeader !== undefined && { traceHeader: message.traceHeader }),
});

/** As many attributes as SQS takes with this body. @param attributes the important ones first. */
function withinLimits(body: string, attributes: readonly Attribute[]): Attributes {
  const kept: Attribute[] = [];
  let room = MAX_MESSAGE_BYTES - Buffer.byteLength(body);
  for (const [name, attribute] of attributes) {
    const bytes = attributeBytes(name, attribute);
    if (kept.length === MAX_ATTRIBUTES || bytes > room) continue;
    kept.push([name, attribute]);
    room -= bytes;
  }
  // Unlike an assignment, this keeps an attribute that is named `__proto__`.
  return Object.fromEntries(kept);
}

/** SQS refuses the whole copy for one character outside this set, such as half a surrogate pair. */
const sendable = (text: string): string =>
  text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '…');
