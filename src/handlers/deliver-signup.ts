import type { Outcome } from '../delivery/job.ts';
import type { DeliverDeps } from '../consume/deps.ts';
import { type Circumstances, deliverTogether } from '../consume/deliver.ts';
import type { Message } from '../message/message.ts';
import type { ReadySignup } from '../consume/prepared.ts';

/**
 * Brings one signup to its shop: through the store's gate, with a token that is looked up again once when it is refused.
 *
 * @throws RejectedError it can never succeed. @throws WaitError it is not its turn. @throws PlatformError the shop did not do it.
 */
export async function deliverSignup(
  ready: ReadySignup,
  { message, ...circumstances }: Circumstances & { readonly message: Message },
  deps: DeliverDeps,
): Promise<Outcome> {
  const [outcome] = (await deliverTogether([{ message, ready }], circumstances, deps)) ?? [];
  if (outcome === undefined) throw new Error('one signup has one outcome');
  return outcome;
}
