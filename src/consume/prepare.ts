import { contactMarks } from '../event/contact-hashes.ts';
import type { Digest } from '../event/digest.ts';
import { RejectedError, WaitError } from '../event/errors.ts';
import { claimedId, toEvent } from '../event/event.ts';
import { normalise } from '../event/normalise.ts';
import { personalTexts } from '../event/personal-texts.ts';
import { createSafeId } from '../event/safe-id.ts';
import { unwrap } from '../event/unwrap.ts';
import { validate } from '../event/validate.ts';
import type { Delivery as StoredDelivery, Event, StoreSource } from '../generated/types.ts';
import { validateDelivery, validateSignup } from '../generated/validators.js';
import type { Known, Message } from '../message/message.ts';
import type { Delivery, Found } from '../sources/source.ts';
import type { ConsumeDeps } from './deps.ts';
import type { Part, Prepared } from './prepared.ts';

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
  const parts = found.map((one) => toPart(one, { delivery, known, config }, deps));
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
  context: { readonly delivery: Delivery; readonly known: Known; readonly config: StoreSource },
  deps: Pick<PrepareDeps, 'stores' | 'digest'>,
): Promise<Part> {
  const { delivery, config } = context;
  const eventId = createSafeId(deps.digest, personalTexts(found))(found.id);
  const source = `/webhooks/${delivery.store}/${delivery.source}`;
  const known = { ...context.known, eventId, source, store: delivery.store };
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
  return prepareSignup(
    { event, known: { ...known, type: found.type }, receivedAt: delivery.receivedAt, country },
    deps,
  );
}

/** An event whose identity is known. */
interface ReadEvent {
  readonly event: Event;
  readonly known: Known;
  /** When the relay first saw it, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Region of its phones, where it differs from the store's. */
  readonly country?: string | undefined;
}

/** Makes an event's `data` a signup for a store that exists. Never rejects. */
async function prepareSignup(
  { event, known: given, receivedAt, country }: ReadEvent,
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
    known = { ...known, store: data.store };
    const store = await stores.get(data.store);
    const region = country ?? store.country;
    known = { ...known, ...contactsBy(region) };
    const { signup, clamped } = normalise(event, data, { receivedAt, country: region, digest });
    known = { ...known, eventId: signup.eventId, source: signup.eventSource };
    return { known, signup, store, clamped };
  } catch (error) {
    return { known, error };
  }
}
