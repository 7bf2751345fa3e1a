import { type AttributeName, writeAttributes } from '../../message/attributes.ts';
import { groupOf, readGroup } from '../../message/group-id.ts';
import { copyBytes } from '../../message/size.ts';
import { MAX_ATTRIBUTES, MAX_MESSAGE_BYTES } from '../../util/sqs-limits.ts';
import type { Copy, CopyAttribute } from '../../message/queue-port.ts';
import type { DeadLetter } from '../letter.ts';

/**
 * The relay's own attributes in the order in which they are dropped if the limits of SQS are exceeded. `consume` needs none
 * of the first five; `firstSeenAt` is the time of facts in events without one. The sender's attributes are never dropped.
 */
const DROP_ORDER: readonly AttributeName[] = [
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

/**
 * The copy for the signups queue: body and attributes of the letter, with `replays` and `replayedAt` updated. It begins
 * anew: what was corrected may concern signups that were delivered.
 */
export function replayCopy({ message, replays, store }: DeadLetter, replayedAt: number): Copy {
  const { body, traceHeader, messageId } = message;
  const { groupId = store } = readGroup(message.groupId, body);
  const attributes: Record<string, CopyAttribute> = Object.fromEntries([
    ...Object.entries(message.attributes),
    ...Object.entries(writeAttributes({ replays: replays + 1, replayedAt })),
  ]);
  delete attributes['progress' satisfies AttributeName];
  for (const name of DROP_ORDER) {
    if (fits(body, attributes)) break;
    delete attributes[name];
  }
  return {
    key: messageId,
    to: 'signups',
    body,
    attributes,
    delaySeconds: 0,
    ...groupOf(groupId),
    ...(traceHeader !== undefined && { traceHeader }),
  };
}

const fits = (body: string, attributes: Readonly<Record<string, CopyAttribute>>): boolean =>
  Object.keys(attributes).length <= MAX_ATTRIBUTES &&
  copyBytes(body, attributes) <= MAX_MESSAGE_BYTES;
