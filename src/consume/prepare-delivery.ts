import { senderOf } from '../delivery/stores-port.ts';
import { RejectedError } from '../event/errors.ts';
import { type PersonalTexts, personalTexts } from '../event/personal-texts.ts';
import { createSafeId, type SafeId } from '../event/safe-id.ts';
import { parseJson, validate } from '../event/validate.ts';
import type { Delivery as StoredDelivery, Event, StoreSource } from '../generated/types.ts';
import { validateDelivery } from '../generated/validators.js';
import type { Known } from '../message/message.ts';
import type { CallRecord } from '../telemetry/call-record.ts';
import { answersIn, type Fetched, type FetchedRecords } from '../sources/fetch/fetcher.ts';
import type { Delivery, Found, FoundReference, Source } from '../sources/source.ts';
import { correctedParts, provenIn, settingsOf } from './corrected.ts';
import { nameIn, prepareSignup, type ReadEvent, readStore } from './prepare-signup.ts';
import { prepareRecord } from './records.ts';
import { prepareTags } from './prepare-tags.ts';
import type { Part } from './prepared.ts';
import type { PrepareDeps } from './read-event.ts';

/** A webhook delivery as today's configuration reads it. */
export interface OpenedDelivery {
  readonly delivery: Delivery;
  readonly config: StoreSource;
  readonly source: Source;
  readonly found: readonly Found[];
  /** The places of the entries that were chosen. */
  readonly chosen: readonly number[];
  /** Of a tool that posts only ids: what was fetched of the chosen entries. */
  readonly fetched: FetchedRecords;
  /** The calls that fetched them. */
  readonly calls: readonly CallRecord[];
}

/** A delivery in its event. */
type ReadDelivery = Pick<ReadEvent, 'event' | 'receivedAt'> & {
  /** Whether it comes from a replay or an import. */
  readonly isReplay?: boolean;
};

type DeliveryDeps = Omit<PrepareDeps, 'now'>;

type Choose = (found: readonly Found[]) => readonly number[];

const chooseAll: Choose = (found) => [...found.keys()];

/**
 * Maps a webhook delivery. The mapping comes from today's configuration, so a replay uses a corrected one. Where the tool
 * posts only ids, the answers are fetched at each attempt, and kept nowhere.
 *
 * @throws RejectedError `invalid_delivery`, `unknown_store` or `unknown_source`. @throws WaitError the store cannot be read.
 */
export async function openDelivery(
  { event, receivedAt, isReplay = false }: ReadDelivery,
  deps: DeliveryDeps,
  choose: Choose = chooseAll,
): Promise<OpenedDelivery> {
  const stored = validate(validateDelivery, event.data, 'invalid_delivery', 'the delivery');
  const store = await readStore(stored.store, nameIn(stored.store, deps), deps.stores);
  const config = await senderOf(store, stored, deps.senders);
  const source = config && (await deps.sources.get(config.tool));
  if (config === undefined || source === undefined) {
    throw unknownSource(stored.store, nameIn(stored.source, deps));
  }
  const delivery = toDelivery(stored, event, receivedAt);
  const context = { config, country: config.country ?? store.country };
  const found = source.read(delivery, context);
  const chosen = found.length > 0 ? choose(found) : [];
  const calls: CallRecord[] = [];
  const none = new Map<string, Fetched>();
  const opened = { delivery, config, source, found, chosen, fetched: none, calls };
  const fetcher = source.fetcherOf?.(config);
  const records = [...new Set(chosen.flatMap((place) => referenceAt(place, found)))];
  if (fetcher === undefined || deps.fetchRecords === undefined || records.length === 0)
    return opened;
  const name = `${stored.store}/${stored.source}`;
  const asking = { lowPriority: isReplay, waitingSince: receivedAt };
  const onCall = (call: CallRecord): void => void calls.push(call);
  const wanted = { records, fetcher, config, store, name, ...asking, onCall };
  const fetched = await deps.fetchRecords(wanted);
  const whole = { ...delivery, answers: answersIn(fetched) };
  return { ...opened, delivery: whole, found: source.read(whole, context), fetched };
}

const referenceAt = (place: number, found: readonly Found[]): readonly string[] => {
  const one = found[place];
  return one?.kind === 'reference' ? [one.reference] : [];
};

/** Reads every signup of a webhook delivery, without those that have a corrected event. @throws as `openDelivery` does. */
export async function prepareDelivery(
  read: ReadDelivery & { readonly known: Known },
  deps: DeliveryDeps,
  choose?: Choose,
): Promise<readonly Part[]> {
  return partsOfDelivery(read, await openDelivery(read, deps, choose), deps);
}

/** The signups of a delivery that was opened. */
export async function partsOfDelivery(
  { event, known }: Pick<ReadEvent, 'event'> & { readonly known: Known },
  { delivery, config, source, found, chosen, fetched, calls }: OpenedDelivery,
  deps: Pick<PrepareDeps, 'stores' | 'digest'>,
): Promise<readonly Part[]> {
  if (found.length === 0) return [{ known, skipped: 'the delivery holds no signup' }];
  const hasCorrection = correctedParts(event);
  let ofBody: SafeId | undefined;
  const parts = chosen.flatMap((place) => {
    const one = found[place];
    if (one === undefined) return [];
    const safeId =
      one.kind === 'signup'
        ? createSafeId(deps.digest, personalTexts(one.data))
        : (ofBody ??= createSafeId(deps.digest, textsIn(delivery.body)));
    const isDone = hasCorrection(place, one.id);
    return toPart(one, { delivery, known, config, source, fetched, safeId, isDone }, deps);
  });
  const [first, ...others] = await Promise.all(parts);
  if (first === undefined) return others;
  return [calls.length > 0 ? { ...first, asked: calls } : first, ...others];
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
    readonly source: Pick<Source, 'trust' | 'fetcherOf'>;
    readonly fetched: FetchedRecords;
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
  if (found.kind === 'reference') return toUnread(known, found, context);
  const settings = settingsOf(config, context.source);
  const { sender } = settings;
  if (found.kind === 'record') return prepareRecord(found, { delivery, known, safeId }, deps);
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

/** An entry whose record has no answer. */
function toUnread(
  known: Known,
  { reference }: FoundReference,
  {
    fetched,
    config,
    source,
  }: {
    readonly fetched: FetchedRecords;
    readonly config: StoreSource;
    readonly source: Pick<Source, 'fetcherOf'>;
  },
): Part {
  const one = fetched.get(reference);
  if (one && 'error' in one) return { known, error: one.error };
  if (one && 'gone' in one) return { known, skipped: one.gone };
  const vendor = source.fetcherOf?.(config)?.vendor ?? 'the tool';
  return { known, unfetched: `${vendor} posted only an id: its answers are fetched at delivery` };
}
