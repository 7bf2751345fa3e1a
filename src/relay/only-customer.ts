import { RejectedError } from '../event/errors.ts';

/**
 * The one customer that all contacts of an event lead to; `undefined` when they lead to nobody.
 *
 * @throws RejectedError `identity_conflict` when they lead to different customers: nobody but a person can merge them.
 */
export function onlyCustomer(ids: readonly string[]): string | undefined {
  const [first, ...others] = new Set(ids);
  if (others.length > 0) {
    throw new RejectedError(
      'identity_conflict',
      `the contacts of this event belong to ${others.length + 1} different customers: ${[first, ...others].join(', ')}; merge them in the shop or correct the event, then replay`,
    );
  }
  return first;
}
