import { RejectedError } from '../../event/errors.ts';
import type { SignupChannelConsent, SignupCustomer } from '../../generated/types.ts';
import { toConsent } from '../form/consent-answer.ts';
import { listsOf, referenceOf, referencesOf } from '../form/field-references.ts';
import { genderOf } from '../form/field-values.ts';
import type { SourceContext, UnclearConsent } from '../source.ts';
import { known } from './found.ts';
import {
  plainAnswer,
  tagsOf,
  toBirthdayText,
  toLocaleText,
  toNote,
  toPhone,
  toText,
} from './texts.ts';
import { toAddress } from './to-address.ts';

/** What the tool calls the fields that are read: the store's word, else the tool's own. */
export const fieldNames = (
  { config }: Pick<SourceContext, 'config'>,
  references: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({ ...references, ...referencesOf(config.fields) });

/** The tool's text of a path into the signup: `email`, `addresses.0.city`. */
type ReadField = (path: string) => string | undefined;

const PATH =
  /^(?:email|phone|name|firstName|lastName|gender|birthday|locale|externalId|note|tags|consent\.sms|addresses\.0\.(?:firstName|lastName|phone|line1|line2|district|city|province|provinceCode|postalCode|countryCode|company))$/;

/** Whether the `fields` of a marketing tool may name this place of a signup. */
export const isContactPath = (path: string): boolean => PATH.test(path);

/**
 * Reads paths by the store's `fields`, and by what the tool calls them where `fields` does not say.
 *
 * @param references the tool's own, by path
 * @param valueOf the contact's value under a reference
 * @throws RejectedError `invalid_delivery` when `fields` names a path that is not read of a contact.
 */
export function fieldReader(
  { config }: SourceContext,
  references: Readonly<Record<string, string>>,
  valueOf: (reference: string) => unknown,
): ReadField {
  const stray = Object.keys(config.fields ?? {}).find((path) => !isContactPath(path));
  if (stray !== undefined) {
    const detail = `the source's \`fields\` name "${stray}", which is not read of a contact; correct the store's configuration, then replay`;
    throw new RejectedError('invalid_delivery', detail);
  }
  const all = new Map(Object.entries(fieldNames({ config }, references)));
  return (path) => {
    const reference = all.get(path);
    return reference === undefined ? undefined : toNote(valueOf(reference));
  };
}

/** A customer of a marketing tool. Blank values, and texts that are no gender, are left out. */
export function contactOf(read: ReadField): Partial<SignupCustomer> {
  const address = addressOf(read);
  return known({
    email: toText(read('email')),
    phone: toPhone(read('phone')),
    name: toText(read('name')),
    firstName: toText(read('firstName')),
    lastName: toText(read('lastName')),
    gender: genderOf(plainAnswer(read('gender') ?? '')),
    birthday: toBirthdayText(read('birthday')),
    locale: toLocaleText(read('locale')),
    externalId: toText(read('externalId')),
    note: read('note'),
    tags: tagsOf(read('tags')),
    addresses: address && [address],
  });
}

const addressOf = (read: ReadField) =>
  toAddress({
    firstName: read('addresses.0.firstName'),
    lastName: read('addresses.0.lastName'),
    phone: read('addresses.0.phone'),
    line1: read('addresses.0.line1'),
    line2: read('addresses.0.line2'),
    district: read('addresses.0.district'),
    city: read('addresses.0.city'),
    province: read('addresses.0.province'),
    provinceCode: read('addresses.0.provinceCode'),
    postalCode: read('addresses.0.postalCode'),
    countryCode: read('addresses.0.countryCode'),
    company: read('addresses.0.company'),
  });

/**
 * What an own field of a marketing tool says about text messages, where the store's `fields` name one. A yes counts
 * with a signup only. Later it is the tool's memory, and must not replace a later denial.
 */
export function smsConsent(
  read: ReadField,
  { config }: SourceContext,
  isNew: boolean,
): { readonly sms?: SignupChannelConsent; readonly unclear?: readonly UnclearConsent[] } {
  const text = read('consent.sms');
  const field = config.fields?.['consent.sms'];
  if (text === undefined || field === undefined) return {};
  const lists = listsOf(config.fields, 'sms');
  const answer = { ...plainAnswer(text), names: [referenceOf(field)] };
  const said = toConsent(answer, { channel: 'sms', lists });
  if ('consent' in said && said.consent) {
    return isNew || said.consent.state === 'denied' ? { sms: said.consent } : {};
  }
  return 'unclear' in said && said.unclear
    ? { unclear: [{ channel: 'sms', field: referenceOf(field), said: said.unclear }] }
    : {};
}
