import { senderOf } from '../delivery/stores-port.ts';
import type { Digest } from '../event/digest.ts';
import { RejectedError, WaitError } from '../event/errors.ts';
import { claimedId, claimedStore, toEvent, unwrap } from '../event/event.ts';
import { type PersonalTexts, personalTexts } from '../event/personal-texts.ts';
import { createSafeId, type SafeId } from '../event/safe-id.ts';
import { parseJson, validate } from '../event/validate.ts';
import type { Delivery as StoredDelivery, Event, StoreSource } from '../generated/types.ts';
import { validateDelivery } from '../generated/validators.js';
import type { Known, Message } from '../message/message.ts';
import type { Delivery, Found, Source } from '../sources/source.ts';
import { isRecord } from '../util/is-record.ts';
import type { ConsumeDeps } from './deps.ts';
import { correctedParts, correctionIn, prepareCorrected } from './corrected.ts';
import { prepareFound } from './prepare-found.ts';
import { nameIn, prepareSignup, type ReadEvent, readStore } from './prepare-signup.ts';
import type { Part, Prepared, Work } from './prepared.ts';
import { checkSize, wholeWork } from './progress.ts';

/** Everything that the reading of a message needs. */
export type PrepareDeps = Pick<ConsumeDeps, 'stores' | 'senders' | 'sources' | 'digest' | 'now'>;

/**
 * Reads the signups of a message, each for a store that exists: unwrap, check, map, normalise. Never rejects.
 *
 * @param choose of a delivery: which of its entries to read. @default all of them
 */
export async function prepareMessage(
  message: Message,
  deps: PrepareDeps,
  choose: (found: readonly Found[], message: Message) => Work = wholeWork,
): Promise<Prepared> {
  let known: Known = {};
  let work: Work | undefined;
  try {
    const read = readEvent(message, deps.digest, (found) => (known = found));
    refuseBefore(message, deps.now());
    const parts =
      read.event.type === 'webhook.delivered'
        ? await prepareDelivery(read, deps, (found) => {
            checkSize(message, found.length);
            return (work = choose(found, message)).now;
          })
        : [await (isCorrected(read.event) ? prepareCorrected : prepareSignup)(read, deps)];
    const [first] = parts;
    return {
      message,
      known: parts.length === 1 && first ? first.known : known,
      parts,
      ...(work && work.total > 1 && { work }),
    };
  } catch (error) {
    const named = { ...known, ...(await storeNamedIn(message, error, deps)) };
    return { message, known: named, parts: [{ known: named, error }] };
  }
}

/** The store of a message that becomes a dead letter, whatever else is wrong in it. Never rejects. */
async function storeNamedIn(
  { body }: Message,
  error: unknown,
  { stores, digest }: PrepareDeps,
): Promise<Pick<Known, 'store'>> {
  if (!(error instanceof RejectedError)) return {};
  try {
    const content = unwrap(body);
    const store = claimedStore(content);
    if (store === undefined) return {};
    const shown = nameIn(store, { digest }, createSafeId(digest, textsOf(content)));
    return await stores.get(store).then(
      () => ({ store }),
      // The name may still be right where the store cannot be read; where it is unknown, only `unknown_store` shows it.
      (why: unknown) =>
        why instanceof RejectedError && error.reason !== 'unknown_store' ? {} : { store: shown },
    );
  } catch {
    return {};
  }
}

function readEvent(
  { body, firstSeenAt }: Message,
  digest: Digest,
  learn: (known: Known) => void,
): ReadEvent {
  const content = unwrap(body);
  const early = createSafeId(digest, textsOf(content));
  const claimed = claimedId(content);
  if (claimed !== undefined && claimed !== '') learn({ eventId: early(claimed) });
  const event = toEvent(content);
  const safeId = holdsBytes(content) ? createSafeId(digest, personalTexts(event)) : early;
  const known = {
    eventId: safeId(event.id),
    source: safeId(event.source),
    type: event.type,
    ...(isCorrected(event) && correctionIn(event, safeId)),
  };
  learn(known);
  return { event, known, receivedAt: firstSeenAt, safeId };
}

/** Undefined where the person of an event is not known yet. */
const textsOf = (content: unknown): PersonalTexts =>
  holdsBytes(content) ? undefined : personalTexts(content);

/** Whether the person of an event is not known yet. */
const holdsBytes = (content: unknown): boolean => isRecord(content) && 'data_base64' in content;

/** Enforces a delay that is longer than SQS can delay a message. */
function refuseBefore({ notBefore = 0 }: Message, now: number): void {
  if (notBefore > now) {
    throw new WaitError('the shop asked for a longer delay, which has not ended yet', {
      retryAfterMs: notBefore - now,
    });
  }
}

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

const isCorrected = ({ correctionof }: Event): boolean => correctionof !== undefined;

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
    return prepareFound(one, { delivery, known, config, source, safeId, isDone }, deps);
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
