import { senderOf } from '../delivery/stores-port.ts';
import { RejectedError } from '../event/errors.ts';
import { type PersonalTexts, personalTexts } from '../event/personal-texts.ts';
import { createSafeId, type SafeId } from '../event/safe-id.ts';
import { parseJson, validate } from '../event/validate.ts';
import type { Delivery as StoredDelivery, Event, StoreSource } from '../generated/types.ts';
import { validateDelivery } from '../generated/validators.js';
import type { Known } from '../message/message.ts';
import type { Delivery, Found, Source } from '../sources/source.ts';
import { correctedParts, provenIn, settingsOf } from './corrected.ts';
import { nameIn, prepareSignup, type ReadEvent, readStore } from './prepare-signup.ts';
import { prepareTags } from './prepare-tags.ts';
import type { Part } from './prepared.ts';
import type { PrepareDeps } from './read-event.ts';

/** A webhook delivery as today's configuration reads it. */
export interface OpenedDelivery {
  readonly delivery: Delivery;
  readonly config: StoreSource;
  readonly source: Source;
  readonly found: readonly Found[];
}

/**
 * Maps a webhook delivery. The mapping comes from today's configuration, so a replay uses a corrected one.
 *
 * @throws RejectedError `invalid_delivery`, `unknown_store` or `unknown_source`. @throws WaitError the store cannot be read.
 */
export async function openDelivery(
  { event, receivedAt }: Pick<ReadEvent, 'event' | 'receivedAt'>,
  deps: Pick<PrepareDeps, 'stores' | 'senders' | 'sources' | 'digest'>,
): Promise<OpenedDelivery> {
  const stored = validate(validateDelivery, event.data, 'invalid_delivery', 'the delivery');
  const store = await readStore(stored.store, nameIn(stored.store, deps), deps.stores);
  const config = await senderOf(store, stored, deps.senders);
  const source = config && (await deps.sources.get(config.tool));
  if (config === undefined || source === undefined) {
    throw unknownSource(stored.store, nameIn(stored.source, deps));
  }
  const delivery = toDelivery(stored, event, receivedAt);
  const country = config.country ?? store.country;
  return { delivery, config, source, found: source.read(delivery, { config, country }) };
}

/** Reads every signup of a webhook delivery, without those that have a corrected event. @throws as `openDelivery` does. */
export async function prepareDelivery(
  read: Pick<ReadEvent, 'event' | 'receivedAt'> & { readonly known: Known },
  deps: Pick<PrepareDeps, 'stores' | 'senders' | 'sources' | 'digest'>,
  choose: (found: readonly Found[]) => readonly number[] = (all) => [...all.keys()],
): Promise<readonly Part[]> {
  const { known } = read;
  const { delivery, config, source, found } = await openDelivery(read, deps);
  if (found.length === 0) return [{ known, skipped: 'the delivery holds no signup' }];
  const hasCorrection = correctedParts(read.event);
  let ofBody: SafeId | undefined;
  const parts = choose(found).flatMap((place) => {
    const one = found[place];
    if (one === undefined) return [];
    const safeId =
      one.kind === 'signup'
        ? createSafeId(deps.digest, personalTexts(one.data))
        : (ofBody ??= createSafeId(deps.digest, textsIn(delivery.body)));
    const isDone = hasCorrection(place, one.id);
    return toPart(one, { delivery, known, config, source, safeId, isDone }, deps);
  });
  return Promise.all(parts);
}

const unknownSource = (store: string, source: string): RejectedError =>
  new RejectedError(
    'unknown_source',
    `store "${store}" has no source "${source}"; add it to the store's configuration, then replay`,
  );

function toDelivery(stored: StoredDelivery, { time }: Event, receivedAt: number): Delivery {
  const { store, source, headers, body, bodyBase64, line } = stored;
  const bytes = body === undefined ? Buffer.from(bodyBase64 ?? '', 'base64') : Buffer.from(body);
  const postedAt = Date.parse(time ?? '');
  return {
    store,
    source,
    headers,
    body: bytes,
    receivedAt: Number.isNaN(postedAt) ? receivedAt : Math.min(postedAt, receivedAt),
    ...(line && { line }),
  };
}

/**
 * Contacts and names in the body of a delivery that is JSON or urlencoded. Where it holds no signup, its ids are logged
 * too.
 */
function textsIn(body: Uint8Array): PersonalTexts {
  const text = Buffer.from(body).toString('utf8');
  try {
    return personalTexts(parseJson(text));
  } catch {
    return personalTexts(Object.fromEntries(new URLSearchParams(text)));
  }
}

async function toPart(
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
  deps: Pick<PrepareDeps, 'stores' | 'digest'>,
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
  const own = trust && { sender: { trust } };
  const read = { ...settings, ...own, event, receivedAt, fields, flaw, safeId };
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
