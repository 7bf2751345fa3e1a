import { copyBytes, MAX_COPY_BYTES } from '../../message/size.ts';
import type { Copy, CopyAttribute } from '../../message/queue-port.ts';
import type { Letter } from '../letter.ts';

/** SQS takes at most ten attributes on a message. */
const MAX_ATTRIBUTES = 10;
/**
 * What gives way first where there is no room. `consume` needs none of the first five; `firstSeenAt` orders the facts of
 * events without a time. The sender's own attributes never give way.
 */
const GIVES_WAY =
  'detail attempts eventId source store reason failedAt firstSeenAt replayedAt replays'.split(' ');

/** The copy that goes back on the queue: the letter as it is, and how often and when it was replayed. */
export function replayCopy({ inHand, replays, store }: Letter, replayedAt: number): Copy {
  const { body, groupId = store, traceHeader, messageId } = inHand;
  const attributes: Record<string, CopyAttribute> = Object.fromEntries([
    ...Object.entries(inHand.attributes),
    ['replays', { type: 'Number', value: String(replays + 1) }] as const,
    ['replayedAt', { type: 'String', value: new Date(replayedAt).toISOString() }] as const,
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
