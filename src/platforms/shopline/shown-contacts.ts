import type { Contact } from '../../event/signup.ts';
import { toE164 } from '../shared/phone-parts.ts';

type Customer = Readonly<Record<string, unknown>>;

/**
 * The contacts that a customer from a search really has. Filters that SHOPLINE does not know are ignored, so a search
 * can answer with anybody.
 *
 * Until a mobile phone is confirmed the answer can hold it as a contact phone only, so those count then, and only then.
 */
export function shownContacts(customer: Customer): readonly Contact[] {
  const email = text(customer['email']).toLowerCase();
  const phones = new Set(phonesOf(customer).flatMap((phone) => phone ?? []));
  return [
    ...(email === '' ? [] : [{ kind: 'email', value: email } as const]),
    ...[...phones].map((value) => ({ kind: 'phone', value }) as const),
  ];
}

function phonesOf(customer: Customer): readonly (string | undefined)[] {
  const mobileCode = text(customer['mobile_phone_country_calling_code']);
  const mobile = text(customer['mobile_phone']);
  if (mobile !== '') return [toE164({ national: mobile, callingCode: mobileCode })];
  const callingCode = text(customer['phone_country_code']) || mobileCode;
  return contactPhones(customer).map((national) => toE164({ national, callingCode }));
}

function contactPhones({ phone, phones }: Customer): readonly string[] {
  const list: readonly unknown[] = Array.isArray(phones) ? phones.slice(0, 20) : [];
  return [phone, ...list].map(text);
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
