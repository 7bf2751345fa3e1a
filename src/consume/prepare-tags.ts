import { normalise, type Sender } from '../event/normalise.ts';
import type { Known } from '../message/message.ts';
import type { Delivery, FoundTags } from '../sources/source.ts';
import type { ConsumeDeps } from './deps.ts';
import type { ReadySignup } from './prepared.ts';

interface TagsContext {
  readonly delivery: Delivery;
  /** With the name of the source as events carry it. */
  readonly known: Known;
  readonly sender: Sender;
}

/**
 * Makes tags an update without a contact. The schema of signups demands one, so it is not asked here: the ledger leads
 * from the tool's id to the customer.
 *
 * @throws WaitError the store cannot be read.
 */
export async function prepareTags(
  { id, time, vendorId, tags }: FoundTags,
  { delivery, known, sender }: TagsContext,
  { stores, digest }: Pick<ConsumeDeps, 'stores' | 'digest'>,
): Promise<ReadySignup> {
  const { store: name, source, receivedAt } = delivery;
  const store = await stores.get(name);
  const type = 'customer.updated' as const;
  const event = {
    specversion: '1.0' as const,
    type,
    id,
    source: `/webhooks/${name}/${source}`,
    ...(time !== undefined && { time }),
  };
  const data = { store: name, customer: { tags: [...tags] } };
  const context = { receivedAt, country: undefined, digest, sender };
  const { signup, clamped } = normalise(event, data, context);
  return {
    known: { ...known, type, eventId: signup.eventId, source: signup.eventSource },
    signup: { ...signup, vendorId: { source, id: vendorId } },
    store,
    clamped,
  };
}
