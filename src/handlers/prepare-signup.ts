import { contactMarks } from '../event/contact-hashes.ts';
import type { Digest } from '../event/digest.ts';
import type { Event } from '../generated/types.ts';
import { validateSignup } from '../generated/validators.js';
import { normalise } from '../event/normalise.ts';
import type { Stores } from '../delivery/stores-port.ts';
import { validate } from '../event/validate.ts';
import type { Known, Part } from '../consume/prepared.ts';

export interface PrepareSignupDeps {
  readonly stores: Stores;
  readonly digest: Digest;
}

/** An event whose identity is known. */
export interface ReadEvent {
  readonly event: Event;
  readonly known: Known;
  /** When the relay first saw it, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Region of its phones, where it is another one than the store's. */
  readonly country?: string | undefined;
}

/** From an event's `data` to a signup for a store that exists. Never rejects. */
export async function prepareSignup(
  { event, known: given, receivedAt, country }: ReadEvent,
  { stores, digest }: PrepareSignupDeps,
): Promise<Part> {
  const contactsBy = (region: string | undefined): Pick<Known, 'contacts'> => {
    const contacts = contactMarks(event.data, region, digest);
    return contacts.length === 0 ? {} : { contacts };
  };
  // Also of a signup that is wrong: whoever looks for a person has to find it.
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
