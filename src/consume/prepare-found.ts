import type { Event, StoreSource } from '../generated/types.ts';
import type { Contact, NormalSignup } from '../event/signup.ts';
import type { SafeId } from '../event/safe-id.ts';
import type { Known } from '../message/message.ts';
import type { Delivery, Found, Source } from '../sources/source.ts';
import type { ConsumeDeps } from './deps.ts';
import { settingsOf } from './corrected.ts';
import { prepareSignup } from './prepare-signup.ts';
import { prepareTags } from './prepare-tags.ts';
import type { Part } from './prepared.ts';

/** Makes an entry of a delivery a signup for a store that exists, or says why it is none. Never rejects. */
export async function prepareFound(
  found: Found,
  context: {
    readonly delivery: Delivery;
    readonly known: Known;
    readonly config: StoreSource;
    readonly source: Pick<Source, 'trust'>;
    readonly safeId: SafeId;
    /** Whether it has a corrected event. */
    readonly isDone: boolean;
  },
  deps: Pick<ConsumeDeps, 'stores' | 'digest'>,
): Promise<Part> {
  const { delivery, config, safeId } = context;
  // Both names are the operator's own.
  const source = `/webhooks/${delivery.store}/${delivery.source}`;
  const known = { ...context.known, eventId: safeId(found.id), source, store: delivery.store };
  if (context.isDone) return { known, skipped: 'its corrected event was sent' };
  if (found.kind === 'skipped') return { known, skipped: found.why };
  if (found.kind === 'refused') return { known, error: found.error };
  const settings = settingsOf(config, context.source);
  const { sender } = settings;
  if (found.kind === 'tags') return prepareTags(found, { delivery, known, sender, safeId }, deps);
  const {
    kind: _,
    data,
    unclear,
    leftOut,
    fields,
    flaw,
    vendorId,
    trust,
    proven,
    ...identity
  } = found;
  const event: Event = {
    specversion: '1.0',
    ...identity,
    source,
    data: { ...data, store: delivery.store },
  };
  const { receivedAt } = delivery;
  const read = {
    ...settings,
    ...(trust && { sender: { trust } }),
    event,
    receivedAt,
    fields,
    flaw,
    safeId,
  };
  const part = await prepareSignup({ ...read, known: { ...known, type: found.type } }, deps);
  if (!('signup' in part)) return part;
  const all = [...(leftOut ?? []), ...(part.leftOut ?? [])];
  return {
    ...part,
    via: delivery.source,
    signup: {
      ...part.signup,
      ...(vendorId !== undefined && { vendorId: { source: delivery.source, id: vendorId } }),
      ...(proven && provenIn(part.signup, proven)),
    },
    ...(all.length > 0 && { leftOut: all }),
    ...(unclear && { unclear: unclear.map(({ channel }) => channel) }),
  };
}

/** A sender whose whole word counts has nothing to prove. */
const provenIn = (
  { trust, contacts }: NormalSignup,
  kinds: readonly Contact['kind'][],
): Pick<NormalSignup, 'proven'> =>
  trust === 'verified' ? {} : { proven: contacts.filter(({ kind }) => kinds.includes(kind)) };
