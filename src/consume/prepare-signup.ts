import type { Stores } from '../delivery/stores-port.ts';
import { contactHashes } from '../event/contact-hashes.ts';
import { RejectedError } from '../event/errors.ts';
import { normalise, type Sender } from '../event/normalise.ts';
import { createSafeId, hashedId, looksLikePhone, type SafeId } from '../event/safe-id.ts';
import { claimedStore } from '../event/event.ts';
import { toUsable } from '../event/usable.ts';
import { validate } from '../event/validate.ts';
import type { Event, Store } from '../generated/types.ts';
import { validateSignup } from '../generated/signup-validators.js';
import type { Known } from '../message/message.ts';
import type { FoundSignup } from '../sources/source.ts';
import type { ConsumeDeps } from './deps.ts';
import type { Part, ReadySignup } from './prepared.ts';
import { refusalsOfBroken } from './refuse-first.ts';

/** An event whose identity is known. */
export interface ReadEvent {
  readonly event: Event;
  readonly known: Known & { readonly eventId: string; readonly source: string };
  /** When the relay first saw it, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Region of its phones, where it differs from the store's. */
  readonly country?: string | undefined;
  /** The source it came through; absent for a direct event. */
  readonly sender?: Sender;
  /** The source's rule for parts that cannot be used; else the store's rule, else the default. */
  readonly unusable?: Store['unusable'] | undefined;
  readonly default?: Store['unusable'];
  /** The tool's names of the fields of the signup, by path. */
  readonly fields?: FoundSignup['fields'];
  /** What is wrong in the delivery that it came with. */
  readonly flaw?: FoundSignup['flaw'];
  /** For identifiers that come with it: hides those that hold personal data of this event. */
  readonly safeId: SafeId;
}

/** Makes an event's `data` a signup for a store that exists. Never rejects. */
export async function prepareSignup(
  read: ReadEvent,
  { stores, digest }: Pick<ConsumeDeps, 'stores' | 'digest'>,
): Promise<Part> {
  const { event, known: given, receivedAt, country, sender, safeId } = read;
  const contactsBy = (region: string | undefined): Pick<Known, 'contacts'> => {
    const contacts = contactHashes(event.data, region, digest);
    return contacts.length === 0 ? {} : { contacts };
  };
  // An invalid signup gets contact hashes too: a search for the person must find it.
  const contacts = contactsBy(country);
  let known: Known = { ...given, ...contacts };
  const readRefusals = async (): Promise<readonly (readonly ReadySignup[])[]> => {
    const name = claimedStore(event);
    const store = name && (await stores.get(name).catch(() => undefined));
    if (!store) return [];
    const region = country ?? store.country;
    const context = {
      store,
      receivedAt,
      country: region,
      identity: given,
      ...(sender && { sender }),
    };
    return refusalsOfBroken(event, context).map((refusal) =>
      refusal.map((signup) => ({ known, signup, store, clamped: false, isRefusal: true, safeId })),
    );
  };
  try {
    const name = storeNameIn(event);
    const shown = nameIn(name, { digest }, safeId);
    known = { ...known, store: shown };
    const store = await readStore(name, shown, stores);
    const region = country ?? store.country;
    known = { ...known, store: name, ...(region === country ? contacts : contactsBy(region)) };
    const unusable = read.unusable ?? store.unusable ?? read.default ?? 'refuse';
    if (read.flaw && (read.flaw.isFatal || unusable === 'refuse')) throw read.flaw.error;
    const { data, leftOut } = toUsable(event.data, {
      country: region,
      now: receivedAt,
      unusable,
      fields: read.fields,
    });
    const context = { receivedAt, country: region, identity: given, ...(sender && { sender }) };
    const { signup, clamped } = normalise(event, data, context);
    return { known, signup, store, clamped, safeId, ...(leftOut.length > 0 && { leftOut }) };
  } catch (error) {
    const refusals = await readRefusals();
    return { known, error, ...(refusals.length > 0 && { refusals }) };
  }
}

/** @throws RejectedError `invalid_signup` where the event names no store. */
const storeNameIn = (event: Event): string =>
  claimedStore(event) ?? validate(validateSignup, event.data, 'invalid_signup', 'the signup').store;

/** A store's or a source's name, safe to show before it is known to exist. A sender can write anything there. */
export const nameIn = (
  name: string,
  { digest }: Pick<ConsumeDeps, 'digest'>,
  safeId: SafeId = createSafeId(digest, []),
): string => (looksLikePhone(name) ? hashedId(name, digest) : safeId(name));

/** @param shown the name as it may be shown. @throws as `stores.get` does, without a name that may not be shown. */
export async function readStore(name: string, shown: string, stores: Stores): Promise<Store> {
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
