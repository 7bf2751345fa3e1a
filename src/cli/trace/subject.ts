import type { StoredStore } from '../../aws/store-admin.ts';
import type { Contact } from '../../event/signup.ts';
import { contactHash } from '../../event/contact-hashes.ts';
import type { Digest } from '../../event/digest.ts';
import { parsePhone } from '../../event/phone.ts';
import { parseStore } from '../../event/parse-store.ts';
import { createSafeId, hashedId } from '../../event/safe-id.ts';

/** The argument of `trace`: an id, an e-mail or a phone. */
export interface Subject {
  /** Safe to print: holds no personal data. */
  readonly label: string;
  /** Every form of this text as an id in log lines, ledger and dead letters. */
  readonly ids: readonly string[];
  /** The contact in each store: a phone without calling code depends on the store's country. */
  readonly contacts: readonly StoreContact[];
  /** Keyed hashes of the contacts, as in log lines. */
  readonly marks: readonly string[];
}

interface StoreContact {
  readonly store: string;
  readonly contact: Contact;
}

/** Digits with the separators of phone numbers. A text with fewer than six digits is an id. */
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
    // An id that holds a name is hashed in the logs. Whether it does depends on the signup, so both forms are searched.
    ids: [...new Set([id, hashedId(text, digest)])],
    contacts,
    marks: [...new Set(contacts.map(({ contact }) => contactHash(contact.value, digest)))],
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

/** Undefined if the configuration is invalid: such a store can still have customers. */
function countryOf({ name, text }: StoredStore): string | undefined {
  try {
    return parseStore(name, text).country;
  } catch {
    return undefined;
  }
}
