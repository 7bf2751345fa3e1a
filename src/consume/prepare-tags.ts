import { normalise, type Sender } from '../event/normalise.ts';
import { usableTags } from '../event/usable.ts';
import type { SafeId } from '../event/safe-id.ts';
import type { Known } from '../message/message.ts';
import type { Delivery, FoundTags } from '../sources/source.ts';
import type { ConsumeDeps } from './deps.ts';
import type { ReadySignup } from './prepared.ts';

interface TagsContext {
  readonly delivery: Delivery;
  /** The identity of the event as it may be shown. */
  readonly known: Known & { readonly eventId: string; readonly source: string };
  readonly sender: Sender;
  readonly safeId: SafeId;
}

/**
 * Makes tags an update without a contact. The schema of signups demands one, so it is not used here. The ledger leads
 * from the tool's id to the customer.
 *
 * @throws WaitError the store cannot be read.
 */
export async function prepareTags(
  { id, time, vendorId, tags }: FoundTags,
  { delivery, known, sender, safeId }: TagsContext,
  { stores }: Pick<ConsumeDeps, 'stores'>,
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
  const usable = usableTags(tags);
  const data = { store: name, customer: { tags: usable.tags } };
  const context = { receivedAt, country: undefined, identity: known, sender };
  const { signup, clamped } = normalise(event, data, context);
  return {
    known: { ...known, type },
    signup: { ...signup, vendorId: { source, id: vendorId } },
    store,
    via: source,
    ...(usable.leftOut.length > 0 && { leftOut: usable.leftOut }),
    clamped,
    safeId,
  };
}
