import { type AttributeName, writeAttributes } from '../../message/attributes.ts';
import { copyBytes, MAX_ATTRIBUTES, MAX_COPY_BYTES } from '../../message/size.ts';
import type { Copy, CopyAttribute } from '../../message/queue-port.ts';
import type { Letter } from '../letter.ts';

/**
 * What gives way first where there is no room. `consume` needs none of the first five; `firstSeenAt` orders the facts of
 * events without a time. The sender's own attributes never give way.
 */
const GIVES_WAY: readonly AttributeName[] = [
  'detail',
  'attempts',
  'eventId',
  'source',
  'store',
  'reason',
  'failedAt',
  'firstSeenAt',
  'replayedAt',
  'replays',
];

/** The copy that goes back on the queue: the letter as it is, and how often and when it was replayed. */
export function replayCopy({ inHand, replays, store }: Letter, replayedAt: number): Copy {
  const { body, groupId = store, traceHeader, messageId } = inHand;
  const attributes: Record<string, CopyAttribute> = Object.fromEntries([
    ...Object.entries(inHand.attributes),
    ...Object.entries(writeAttributes({ replays: replays + 1, replayedAt })),
  ]);
  for (const name of GIVES_WAY) {
    if (fits(body, attributes)) break;
    delete attributes[name];
  }
  return {
    key: messageId,
    to: 'signups',
    body,
    attributes,
    delaySeconds: 0,
    ...(groupId !== undefined && { groupId }),
    ...(traceHeader !== undefined && { traceHeader }),
  };
}

const fits = (body: string, attributes: Readonly<Record<string, CopyAttribute>>): boolean =>
  Object.keys(attributes).length <= MAX_ATTRIBUTES && copyBytes(body, attributes) <= MAX_COPY_BYTES;
