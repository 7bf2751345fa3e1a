import type { StoredStore } from '../../aws/store-admin.ts';
import type { Contact } from '../../event/signup.ts';
import { contactMark } from '../../event/contact-hashes.ts';
import type { Digest } from '../../event/digest.ts';
import { parsePhone } from '../../event/phone.ts';
import { parseStore } from '../../event/parse-store.ts';
import { createSafeId, hashedId } from '../../event/safe-id.ts';

/** What a person asks for: one word that can be an id, an e-mail or a phone. */
export interface Subject {
  /** Free of personal data: as it may be printed. */
  readonly label: string;
  /** Every form in which an id of this text can be in log lines, ledger and dead letters. */
  readonly ids: readonly string[];
  /** The contact that it is in each store; a national phone depends on the store's country. */
  readonly contacts: readonly StoreContact[];
  /** Keyed hashes of the contacts, as log lines have them. */
  readonly marks: readonly string[];
}

interface StoreContact {
  readonly store: string;
  readonly contact: Contact;
}

/** Digits as people write phones; with fewer than six it is an id. */
const PHONE = /^\s*\+?[\d\s()./-]*(?:\d[\s()./-]*){6,}$/;

export function readSubject(text: string, stores: readonly StoredStore[], digest: Digest): Subject {
  const contacts = stores.flatMap((store) => {
    const contact = contactIn(text, store);
    return contact === undefined ? [] : [{ store: store.name, contact }];
  });
  const isContact = isEmail(text) || PHONE.test(text);
  const id = HASHED.test(text) ? text : createSafeId(digest, [])(text);
  return {
    label: isEmail(text) ? 'this e-mail' : isContact ? 'this phone or id' : `the id ${id}`,
    // A producer's id may hold a name: whether it was hashed depends on the signup, which nobody knows here.
    ids: [...new Set([id, hashedId(text, digest)])],
    contacts,
    marks: [...new Set(contacts.map(({ contact }) => contactMark(contact.value, digest)))],
  };
}

/** The form that log lines show of an id with personal data. */
const HASHED = /^hash:[0-9a-f]{32}$/;

const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text.trim());

function contactIn(text: string, store: StoredStore): Contact | undefined {
  if (isEmail(text)) return { kind: 'email', value: text.trim().toLowerCase() };
  const value = PHONE.test(text) ? parsePhone(text, countryOf(store)) : undefined;
  return value === undefined ? undefined : { kind: 'phone', value };
}

/** A store that is configured wrongly has customers all the same. */
function countryOf({ name, text }: StoredStore): string | undefined {
  try {
    return parseStore(name, text).country;
  } catch {
    return undefined;
  }
}
