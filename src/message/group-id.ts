import { type Reason, REASONS } from '../event/errors.ts';
import { MAX_MESSAGE_BYTES } from '../util/sqs-limits.ts';
import { writeAttributes } from './attributes.ts';
import { copyBytes } from './size.ts';

/**
 * What SQS accepts as group id. It refuses a whole message for a longer one.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const GROUP = /^[!-~]{1,128}$/;

/** The group of a store's messages. A sender can name a store of any length: without a group its message is sent all the same. */
export const groupOf = (store: string | undefined): { readonly groupId?: string } =>
  store !== undefined && GROUP.test(store) ? { groupId: store } : {};

/**
 * The group of a dead letter whose body leaves no room for the attribute `reason`: SQS counts a group id towards no limit,
 * and operators read the dead-letter queue as a whole.
 */
export function reasonGroup(reason: Reason, store: string | undefined): string {
  const withStore = `${REASON}${reason}${STORE}${store ?? ''}`;
  return store !== undefined && GROUP.test(withStore) ? withStore : `${REASON}${reason}`;
}

const REASON = 'reason=';
const STORE = ';store=';

/**
 * Reads the group of a dead letter. With a smaller body a text of this form is the sender's own group.
 *
 * @returns the reason, if the group has it, and the group of the store.
 */
export function readGroup(
  groupId: string | undefined,
  body: string,
): { readonly reason?: Reason; readonly groupId?: string } {
  const [code, ...rest] = groupId?.startsWith(REASON)
    ? groupId.slice(REASON.length).split(STORE)
    : [];
  const reason = REASONS.find((one) => one === code);
  if (reason === undefined || hasRoomForReason(reason, body)) return groupOf(groupId);
  return { reason, ...groupOf(rest.length > 0 ? rest.join(STORE) : undefined) };
}

const hasRoomForReason = (reason: Reason, body: string): boolean =>
  copyBytes(body, writeAttributes({ reason })) <= MAX_MESSAGE_BYTES;
