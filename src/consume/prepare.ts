import { contactHashes } from '../event/contact-hashes.ts';
import type { Digest } from '../event/digest.ts';
import { RejectedError, WaitError } from '../event/errors.ts';
import { claimedId, toEvent } from '../event/event.ts';
import { normalise, type Sender } from '../event/normalise.ts';
import { createSafeId, personalTexts } from '../event/safe-id.ts';
import { unwrap } from '../event/unwrap.ts';
import { toUsable } from '../event/usable.ts';
import { validate } from '../event/validate.ts';
import type { Delivery as StoredDelivery, Event, Store, StoreSource } from '../generated/types.ts';
import { validateDelivery, validateSignup } from '../generated/validators.js';
import type { Known, Message } from '../message/message.ts';
import { isRecord } from '../util/is-record.ts';
import type { Delivery, Found, FoundSignup, Source } from '../sources/source.ts';
import type { ConsumeDeps } from './deps.ts';
import { prepareTags } from './prepare-tags.ts';
import type { Part, Prepared, ReadySignup } from './prepared.ts';
import { refusalsOfBroken } from './refuse-first.ts';

/** What it takes to read a message. */
export type PrepareDeps = Pick<ConsumeDeps, 'stores' | 'sources' | 'digest' | 'now'>;

/** Reads the signups of a message, each for a store that exists: unwrap, check, map, normalise. Never rejects. */
export async function prepareMessage(message: Message, deps: PrepareDeps): Promise<Prepared> {
  let known: Known = {};
  try {
    const event = readEvent(message, deps.digest, (found) => (known = found));
    refuseBefore(message, deps.now());
    const parts = await partsOf(event, { message, known }, deps);
    const [first] = parts;
    return { message, known: parts.length === 1 && first ? first.known : known, parts };
  } catch (error) {
    return { message, known, parts: [{ known, error }] };
  }
}

async function partsOf(
  event: Event,
  { message, known }: { readonly message: Message; readonly known: Known },
  deps: Pick<PrepareDeps, 'stores' | 'sources' | 'digest'>,
): Promise<readonly Part[]> {
  const read = { event, known, receivedAt: message.firstSeenAt };
  return event.type === 'webhook.delivered'
    ? prepareDelivery(read, deps)
    : [await prepareSignup(read, deps)];
}

function readEvent({ body }: Message, digest: Digest, learn: (known: Known) => void): Event {
  const content = unwrap(body);
  const safeId = createSafeId(digest, personalTexts(content));
  const claimed = claimedId(content);
  if (claimed !== undefined && claimed !== '') {
    learn({ eventId: safeId(claimed) });
  }
  const event = toEvent(content);
  const eventId = safeId(event.id);
  learn({ eventId, source: safeId(event.source), type: event.type });
  return event;
}

/** Enforces a delay that is longer than SQS can delay a message. */
function refuseBefore({ notBefore = 0 }: Message, now: number): void {
  if (notBefore > now) {
    throw new WaitError('the shop asked for a longer delay, which has not ended yet', {
      retryAfterMs: notBefore - now,
    });
  }
}

/**
 * Reads every signup of a webhook delivery. The mapping comes from today's configuration, so a replay uses a corrected one.
 *
 * @throws RejectedError `invalid_delivery`, `unknown_store` or `unknown_source`. @throws WaitError the store cannot be read.
 */
export async function prepareDelivery(
  { event, known, receivedAt }: ReadEvent,
  deps: Pick<PrepareDeps, 'stores' | 'sources' | 'digest'>,
): Promise<readonly Part[]> {
  const stored = validate(validateDelivery, event.data, 'invalid_delivery', 'the delivery');
  const store = await deps.stores.get(stored.store);
  const config = store.sources?.[stored.source];
  const source = config && (await deps.sources.get(config.tool));
  if (config === undefined || source === undefined) throw unknownSource(stored);
  const delivery = toDelivery(stored, event, receivedAt);
  const country = config.country ?? store.country;
  const found = source.read(delivery, { config, country });
  if (found.length === 0) return [{ known, skipped: 'the delivery holds no signup' }];
  const parts = found.map((one) => toPart(one, { delivery, known, config, source }, deps));
  return Promise.all(parts);
}

const unknownSource = ({ store, source }: StoredDelivery): RejectedError =>
  new RejectedError(
    'unknown_source',
    `store "${store}" has no source "${source}"; add it to the store's configuration, then replay`,
  );

function toDelivery(stored: StoredDelivery, { time }: Event, receivedAt: number): Delivery {
  const { store, source, headers, body, bodyBase64 } = stored;
  const bytes = body === undefined ? Buffer.from(bodyBase64 ?? '', 'base64') : Buffer.from(body);
  const postedAt = Date.parse(time ?? '');
  return {
    store,
    source,
    headers,
    body: bytes,
    receivedAt: Number.isNaN(postedAt) ? receivedAt : Math.min(postedAt, receivedAt),
  };
}

async function toPart(
  found: Found,
  context: {
    readonly delivery: Delivery;
    readonly known: Known;
    readonly config: StoreSource;
    readonly source: Pick<Source, 'trust'>;
  },
  deps: Pick<PrepareDeps, 'stores' | 'digest'>,
): Promise<Part> {
  const { delivery, config } = context;
  const personal = personalTexts(found.kind === 'signup' ? found.data : found);
  const eventId = createSafeId(deps.digest, personal)(found.id);
  const source = `/webhooks/${delivery.store}/${delivery.source}`;
  const known = { ...context.known, eventId, source, store: delivery.store };
  if (found.kind === 'skipped') return { known, skipped: found.why };
  if (found.kind === 'refused') return { known, error: found.error };
  const { country, unusable, reconsent } = config;
  const sender = { trust: config.trust ?? context.source.trust ?? 'verified', reconsent };
  if (found.kind === 'tags') return prepareTags(found, { delivery, known, sender }, deps);
  const { kind: _, data, unclear, leftOut, fields, vendorId, ...identity } = found;
  const event: Event = {
    specversion: '1.0',
    ...identity,
    source,
    data: { ...data, store: delivery.store },
  };
  const { receivedAt } = delivery;
  const read = {
    event,
    receivedAt,
    country,
    sender,
    unusable,
    default: 'leave-out',
    fields,
  } as const;
  const part = await prepareSignup({ ...read, known: { ...known, type: found.type } }, deps);
  if (!('signup' in part)) return part;
  const all = [...(leftOut ?? []), ...(part.leftOut ?? [])];
  return {
    ...part,
    ...(vendorId !== undefined && {
      signup: { ...part.signup, vendorId: { source: delivery.source, id: vendorId } },
    }),
    ...(all.length > 0 && { leftOut: all }),
    ...(unclear && { unclear: unclear.map(({ channel }) => channel) }),
  };
}

/** An event whose identity is known. */
interface ReadEvent {
  readonly event: Event;
  readonly known: Known;
  /** When the relay first saw it, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Region of its phones, where it differs from the store's. */
  readonly country?: string | undefined;
  /** The source it came through; absent for a direct event. */
  readonly sender?: Sender;
  /** What its source says about parts that cannot be used; the store's word otherwise, then the default. */
  readonly unusable?: Store['unusable'] | undefined;
  readonly default?: Store['unusable'];
  /** What the tool calls the fields of the signup, by path. */
  readonly fields?: FoundSignup['fields'];
}

/** Makes an event's `data` a signup for a store that exists. Never rejects. */
async function prepareSignup(
  read: ReadEvent,
  { stores, digest }: Pick<PrepareDeps, 'stores' | 'digest'>,
): Promise<Part> {
  const { event, known: given, receivedAt, country, sender } = read;
  const contactsBy = (region: string | undefined): Pick<Known, 'contacts'> => {
    const contacts = contactHashes(event.data, region, digest);
    return contacts.length === 0 ? {} : { contacts };
  };
  // An invalid signup gets contact hashes too: a search for the person must find it.
  let known: Known = { ...given, ...contactsBy(country) };
  const readRefusals = async (): Promise<readonly ReadySignup[]> => {
    const name = isRecord(event.data) ? event.data['store'] : undefined;
    if (typeof name !== 'string') return [];
    const store = await stores.get(name).catch(() => undefined);
    if (store === undefined) return [];
    const region = country ?? store.country;
    const context = { store, receivedAt, country: region, digest, ...(sender && { sender }) };
    const signups = refusalsOfBroken(event, context);
    return signups.map((signup) => ({ known, signup, store, clamped: false }));
  };
  try {
    const name = storeNameIn(event);
    const store = await stores.get(name);
    const region = country ?? store.country;
    known = { ...known, store: name, ...contactsBy(region) };
    const { data, leftOut } = toUsable(event.data, {
      country: region,
      now: receivedAt,
      unusable: read.unusable ?? store.unusable ?? read.default ?? 'refuse',
      fields: read.fields,
    });
    const context = { receivedAt, country: region, digest, ...(sender && { sender }) };
    const { signup, clamped } = normalise(event, data, context);
    known = { ...known, eventId: signup.eventId, source: signup.eventSource };
    return { known, signup, store, clamped, ...(leftOut.length > 0 && { leftOut }) };
  } catch (error) {
    const refusals = await readRefusals();
    return { known, error, ...(refusals.length > 0 && { refusals }) };
  }
}

/** @throws RejectedError `invalid_signup` where the event names no store. */
function storeNameIn({ data }: Event): string {
  const name = isRecord(data) ? data['store'] : undefined;
  return typeof name === 'string' && /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)
    ? name
    : validate(validateSignup, data, 'invalid_signup', 'the signup').store;
}
