import { isRecord } from '../util/is-record.ts';
import { isFuture, toBirthday } from './birthday.ts';
import { readCountry } from './country.ts';
import { readEmail } from './email.ts';
import type { LeftOut, LeftOutRule } from './left-out.ts';
import { readGender, readLocale } from './locale.ts';
import { looksNational, readPhone } from './phone.ts';
import { cutText, isName, isVisible, trimInvisible } from './text.ts';

export type Fields = Readonly<Record<string, unknown>>;

export interface ReadContext {
  /** Region of phones without a calling code. */
  readonly country: string | undefined;
  /** When the relay first saw the signup, in milliseconds since the epoch. */
  readonly now: number;
}

/** A customer after reading. Fields that cannot be read are still there, as they were written. */
export interface ReadCustomer {
  readonly customer: Fields;
  /** Parts that the reading itself left out, also if the rest is refused: an extension, a name of dots. */
  readonly dropped: readonly LeftOut[];
  /** Fields that no shop can use, by their path. */
  readonly unusable: readonly LeftOut[];
  /** Whether the phone lacks only a country, which is a mistake in the configuration. */
  readonly lacksCountry: boolean;
  /** The contacts that can be used; `possible` is a phone that no numbering plan knows. */
  readonly email: boolean;
  readonly phone: 'valid' | 'possible' | undefined;
}

/** Longest note that a signup may have, in characters. */
const MAX_NOTE = 2_000;
/** Addresses that are read. A signup has five at most, and to read one takes long. */
const MOST_ADDRESSES = 20;
const NAMES = ['name', 'firstName', 'lastName'];
const LINES = ['line1', 'line2', 'district', 'city', 'province', 'company'];

/** Reads what people write: phones, e-mails, countries, birthdays, words for a gender and a language. Pure and total. */
export function readCustomer(customer: Fields, context: ReadContext): ReadCustomer {
  const fields: Record<string, unknown> = { ...customer };
  const dropped: LeftOut[] = [];
  const unusable: LeftOut[] = [];
  const drop = (path: string, rule: LeftOutRule): unknown => dropped.push({ path, rule });
  const refuse = (path: string, rule: LeftOutRule): unknown => unusable.push({ path, rule });

  const email = readContact(fields, 'email', readEmail);
  if (email?.isFirstOfSeveral) drop('email', 'second_contact');
  if (!email && isGiven(fields['email'])) refuse('email', 'invalid_email');

  const written = asText(fields['phone']);
  const phone = readContact(fields, 'phone', (text) => readPhone(text, context));
  if (phone?.extension) drop('phone', 'phone_extension');
  if (phone?.isFirstOfSeveral) drop('phone', 'second_contact');
  if (!phone && isGiven(fields['phone'])) refuse('phone', 'impossible_phone');

  dropUnseen(fields, NAMES, isName, (path) => drop(path, 'no_visible_character'));
  dropUnseen(fields, ['externalId', 'note'], isVisible, (path) =>
    drop(path, 'no_visible_character'),
  );
  readTags(fields, (path) => drop(path, 'no_visible_character'));
  readWords(fields, refuse);
  readBirthday(fields, context, refuse);
  const { note, addresses } = fields;
  if (typeof note === 'string' && note.length > MAX_NOTE) refuse('note', 'too_long');
  if (Array.isArray(addresses)) {
    fields['addresses'] = addresses.map((address: unknown, at) =>
      isRecord(address) && at < MOST_ADDRESSES
        ? readAddress(address, context, {
            drop: (field, rule) => drop(`addresses.${at}.${field}`, rule),
            refuse: (field, rule) => refuse(`addresses.${at}${field}`, rule),
          })
        : address,
    );
  }
  return {
    customer: fields,
    dropped,
    unusable,
    lacksCountry:
      !phone && context.country === undefined && written !== undefined && looksNational(written),
    email: email !== undefined,
    phone: phone && (phone.isValid ? 'valid' : 'possible'),
  };
}

/** A note that is cut as the shops would. */
export const cutNote = (note: string): string => cutText(note, MAX_NOTE);

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** Tools and backends send phones as numbers, too. */
const asText = (value: unknown): string | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : textOf(value);

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

function readContact<T extends { readonly email: string } | { readonly phone: string }>(
  fields: Record<string, unknown>,
  name: 'email' | 'phone',
  read: (text: string) => T | undefined,
): T | undefined {
  const text = name === 'phone' ? asText(fields[name]) : textOf(fields[name]);
  const found = text === undefined ? undefined : read(text);
  if (found) fields[name] = 'email' in found ? found.email : found.phone;
  return found;
}

function dropUnseen(
  fields: Record<string, unknown>,
  names: readonly string[],
  isSeen: (text: string) => boolean,
  say: (name: string) => void,
): void {
  for (const name of names) {
    const text = fields[name];
    if (typeof text !== 'string' || isSeen(text)) continue;
    delete fields[name];
    say(name);
  }
}

/** Tags without white space around them. A tag with nothing to see leaves its place empty: the others keep their number. */
function readTags(fields: Record<string, unknown>, say: (path: string) => void): void {
  const { tags } = fields;
  if (!Array.isArray(tags)) return;
  fields['tags'] = tags.map((tag: unknown, at) => {
    if (typeof tag !== 'string' || tag === '') return tag;
    if (isVisible(tag)) return trimInvisible(tag);
    say(`tags.${at}`);
    return undefined;
  });
}

type Say = (path: string, rule: LeftOutRule) => unknown;

function readWords(fields: Record<string, unknown>, refuse: Say): void {
  const { gender, locale } = fields;
  if (typeof gender === 'string') fields['gender'] = readGender(gender) ?? gender;
  if (typeof locale !== 'string') return;
  fields['locale'] = readLocale(locale) ?? locale;
  if (readLocale(locale) === undefined) refuse('locale', 'wrong_value');
}

function readBirthday(
  fields: Record<string, unknown>,
  { now, country }: ReadContext,
  refuse: Say,
): void {
  const { birthday } = fields;
  if (typeof birthday !== 'string') return;
  const day = toBirthday(birthday, country);
  fields['birthday'] = day ?? birthday;
  if (day === undefined) refuse('birthday', 'invalid_birthday');
  else if (isFuture(day, now)) refuse('birthday', 'future_birthday');
}

/** A national phone in an address is one of the address's country, else of the store's. */
function readAddress(
  address: Fields,
  { country }: ReadContext,
  { drop, refuse }: { readonly drop: Say; readonly refuse: Say },
): Fields {
  const fields: Record<string, unknown> = { ...address };
  dropUnseen(fields, ['firstName', 'lastName'], isName, (name) =>
    drop(name, 'no_visible_character'),
  );
  dropUnseen(fields, LINES, isVisible, (name) => drop(name, 'no_visible_character'));
  const { countryCode } = fields;
  const code = typeof countryCode === 'string' ? readCountry(countryCode) : undefined;
  if (typeof countryCode === 'string') {
    // The whole address is refused: with another country, or the store's, a parcel would go elsewhere.
    if (code === undefined) refuse('', 'unknown_country');
    fields['countryCode'] = code ?? countryCode;
  }
  const text = asText(fields['phone']);
  if (text === undefined) return fields;
  const phone = readPhone(text, { country: code ?? country }) ?? readPhone(text, { country });
  if (!phone) refuse('.phone', 'impossible_phone');
  if (phone?.extension) drop('phone', 'phone_extension');
  fields['phone'] = phone?.phone ?? text;
  return fields;
}
