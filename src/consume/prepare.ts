import type { Stores } from '../delivery/stores-port.ts';
import { contactMarks } from '../event/contact-hashes.ts';
import type { Digest } from '../event/digest.ts';
import { RejectedError, WaitError } from '../event/errors.ts';
import { claimedId, toEvent } from '../event/event.ts';
import { normalise } from '../event/normalise.ts';
import { type PersonalTexts, personalTexts } from '../event/personal-texts.ts';
import { createSafeId, hashedId, looksLikePhone, type SafeId } from '../event/safe-id.ts';
import { unwrap } from '../event/unwrap.ts';
import { parseJson, validate } from '../event/validate.ts';
import type { Delivery as StoredDelivery, Event, Store, StoreSource } from '../generated/types.ts';
import { validateDelivery, validateSignup } from '../generated/validators.js';
import type { Known, Message } from '../message/message.ts';
import type { Delivery, Found } from '../sources/source.ts';
import { isRecord } from '../util/is-record.ts';
import type { ConsumeDeps } from './deps.ts';
import type { Part, Prepared } from './prepared.ts';

/** What it takes to read a message. */
export type PrepareDeps = Pick<ConsumeDeps, 'stores' | 'sources' | 'digest' | 'now'>;

/** Reads the signups of a message, each for a store that exists: unwrap, check, map, normalise. Never rejects. */
export async function prepareMessage(message: Message, deps: PrepareDeps): Promise<Prepared> {
  let known: Known = {};
  try {
    const read = readEvent(message, deps.digest, (found) => (known = found));
    refuseBefore(message, deps.now());
    const parts =
      read.event.type === 'webhook.delivered'
        ? await prepareDelivery(read, deps)
        : [await prepareSignup(read, deps)];
    const [first] = parts;
    return { message, known: parts.length === 1 && first ? first.known : known, parts };
  } catch (error) {
    return { message, known, parts: [{ known, error }] };
  }
}

/** An event whose identity is known. */
interface ReadEvent {
  readonly event: Event;
  readonly known: Known & { readonly eventId: string; readonly source: string };
  /** When the relay first saw it, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Region of its phones, where it differs from the store's. */
  readonly country?: string | undefined;
  readonly safeId: SafeId;
}

function readEvent(
  { body, firstSeenAt }: Message,
  digest: Digest,
  learn: (known: Known) => void,
): ReadEvent {
  const content = unwrap(body);
  const early = createSafeId(digest, holdsBytes(content) ? undefined : personalTexts(content));
  const claimed = claimedId(content);
  if (claimed !== undefined && claimed !== '') learn({ eventId: early(claimed) });
  const event = toEvent(content);
  const safeId = holdsBytes(content) ? createSafeId(digest, personalTexts(event)) : early;
  const known = { eventId: safeId(event.id), source: safeId(event.source), type: event.type };
  learn(known);
  return { event, known, receivedAt: firstSeenAt, safeId };
}

/** Whether nobody can tell yet whom an event is about. */
const holdsBytes = (content: unknown): boolean => isRecord(content) && 'data_base64' in content;

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
  { event, known, receivedAt }: Pick<ReadEvent, 'event' | 'receivedAt'> & { readonly known: Known },
  deps: Pick<PrepareDeps, 'stores' | 'sources' | 'digest'>,
): Promise<readonly Part[]> {
  const stored = validate(validateDelivery, event.data, 'invalid_delivery', 'the delivery');
  const store = await readStore(stored.store, nameIn(stored.store, deps), deps.stores);
  const config = store.sources?.[stored.source];
  const source = config && (await deps.sources.get(config.tool));
  if (config === undefined || source === undefined) {
    throw unknownSource(stored.store, nameIn(stored.source, deps));
  }
  const delivery = toDelivery(stored, event, receivedAt);
  const country = config.country ?? store.country;
  const found = source.read(delivery, { config, country });
  if (found.length === 0) return [{ known, skipped: 'the delivery holds no signup' }];
  let ofBody: SafeId | undefined;
  const parts = found.map((one) => {
    const safeId =
      one.kind === 'signup'
        ? createSafeId(deps.digest, personalTexts(one.data))
        : (ofBody ??= createSafeId(deps.digest, textsIn(delivery.body)));
    return toPart(one, { delivery, known, config, safeId }, deps);
  });
  return Promise.all(parts);
}

const unknownSource = (store: string, source: string): RejectedError =>
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

/** Contacts and names in the body of a delivery that is JSON or urlencoded: where it holds no signup, its ids are logged too. */
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
    readonly safeId: SafeId;
  },
  deps: Pick<PrepareDeps, 'stores' | 'digest'>,
): Promise<Part> {
  const { delivery, config, safeId } = context;
  // Both names are the operator's own.
  const source = `/webhooks/${delivery.store}/${delivery.source}`;
  const known = { ...context.known, eventId: safeId(found.id), source, store: delivery.store };
  if (found.kind === 'skipped') return { known, skipped: found.why };
  if (found.kind === 'refused') return { known, error: found.error };
  const { kind: _, data, ...identity } = found;
  const event: Event = {
    specversion: '1.0',
    ...identity,
    source,
    data: { ...data, store: delivery.store },
  };
  const { country } = config;
  const { receivedAt } = delivery;
  return prepareSignup(
    { event, known: { ...known, type: found.type }, receivedAt, country, safeId },
    deps,
  );
}

/** Makes an event's `data` a signup for a store that exists. Never rejects. */
async function prepareSignup(
  { event, known: given, receivedAt, country, safeId }: ReadEvent,
  { stores, digest }: Pick<PrepareDeps, 'stores' | 'digest'>,
): Promise<Part> {
  const contactsBy = (region: string | undefined): Pick<Known, 'contacts'> => {
    const contacts = contactMarks(event.data, region, digest);
    return contacts.length === 0 ? {} : { contacts };
  };
  // An invalid signup gets contact hashes too: a search for the person must find it.
  let known: Known = { ...given, ...contactsBy(country) };
  try {
    const data = validate(validateSignup, event.data, 'invalid_signup', 'the signup');
    const shown = nameIn(data.store, { digest }, safeId);
    known = { ...known, store: shown };
    const store = await readStore(data.store, shown, stores);
    const region = country ?? store.country;
    known = { ...known, store: data.store, ...contactsBy(region) };
    const { signup, clamped } = normalise(event, data, {
      receivedAt,
      country: region,
      identity: given,
    });
    return { known, signup, store, clamped, safeId };
  } catch (error) {
    return { known, error };
  }
}

/** A store's or a source's name as it may be shown before it is known to be one: a sender can write anything there. */
const nameIn = (
  name: string,
  { digest }: Pick<PrepareDeps, 'digest'>,
  safeId: SafeId = createSafeId(digest, []),
): string => (looksLikePhone(name) ? hashedId(name, digest) : safeId(name));

/** @param shown the name as it may be shown. @throws as `stores.get` does, without a name that may not be shown. */
async function readStore(name: string, shown: string, stores: Stores): Promise<Store> {
  try {
    return await stores.get(name);
  } catch (error) {
    const isUnknown = error instanceof RejectedError && error.reason === 'unknown_store';
    if (!isUnknown || shown === name) throw error;
    throw new RejectedError(
      'unknown_store',
      'no store of this name is configured, and the name looks like personal data; correct data.store, then replay',
    );
  }
}
