import type { Fact, ParameterFact } from '../../delivery/platform-port.ts';
import type { NormalSignup } from '../../event/signup.ts';
import type {
  ShoplineDeliveryAddress,
  SignupAddress,
  SignupCustomer,
} from '../../generated/types.ts';
import { phoneParts } from '../shared/phone-parts.ts';
import { stampOf } from '../shared/stamp-of.ts';
import { addressFact, tagFact } from './element-facts.ts';
import { CJK } from '../../util/cjk.ts';

type Digest = (text: string) => string;

type Mapped = { readonly facts: readonly Fact[]; readonly unheld: readonly string[] };

/** The canonical fields of a signup as facts about a SHOPLINE customer. Pure and total. */
export function mapSignup(signup: NormalSignup, digest: Digest): Mapped {
  const { fields, unheld } = mapCustomer(signup.data.customer);
  const parameters = fields.map(({ key, parameters: values }): ParameterFact => ({
    kind: 'parameters',
    stamp: stampOf(signup, key),
    key,
    parameters: values,
  }));
  const tags = mapTags(signup, digest);
  const addresses = mapAddresses(signup, digest);
  return {
    facts: [...parameters, ...consentFacts(signup), ...tags.facts, ...addresses.facts],
    unheld: [...unheld, ...tags.unheld, ...addresses.unheld],
  };
}

function consentFacts(signup: NormalSignup): readonly ParameterFact[] {
  return (['email', 'sms'] as const).flatMap((channel) => {
    const state = signup.data.consent?.[channel]?.state;
    if (state === undefined) return [];
    const key = `consent.${channel}`;
    const stamp = stampOf(signup, key, state === 'denied');
    const parameters = { [`is_subscribed_marketing_${channel}`]: state === 'granted' };
    return { kind: 'parameters' as const, key, stamp, parameters };
  });
}

function mapTags(signup: NormalSignup, digest: Digest): Mapped {
  const tags = signup.data.customer.tags ?? [];
  return {
    facts: tags.filter(isTag).map((tag) => tagFact(tag, { signup, digest })),
    unheld: tags.flatMap((tag, at) => (isTag(tag) ? [] : `customer.tags.${at}`)),
  };
}

/** Whole characters, not code units. @see https://open-api.docs.shoplineapp.com/docs/add-or-remove-customer-tags */
const isTag = (tag: string): boolean => /^.{3,40}$/su.test(tag);

function mapAddresses(signup: NormalSignup, digest: Digest): Mapped {
  const addresses = signup.data.customer.addresses ?? [];
  const facts = addresses
    .map((address) => ({ ...mapAddress(address) }))
    .filter((address) => Object.keys(address).length > 0)
    .map((address) => addressFact(address, { signup, digest }));
  const unheld = addresses.flatMap((address, at) =>
    unheldOfAddress(address).map((path) => `customer.addresses.${at}.${path}`),
  );
  return { facts, unheld };
}

/**
 * An address in SHOPLINE's shape, with only the fields that are known.
 *
 * `country` holds a code in SHOPLINE's request samples and a name in what it stores, so the code goes in both fields.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/delivery-address
 */
function mapAddress(address: SignupAddress): ShoplineDeliveryAddress {
  const phone = address.phone ? phoneParts(address.phone) : undefined;
  const fields = {
    country: address.countryCode,
    country_code: address.countryCode,
    state: address.province,
    city: address.city,
    district: address.district,
    postcode: address.postalCode,
    address_1: address.line1,
    address_2: address.line2,
    recipient_name: fullName(address.firstName, address.lastName),
    recipient_phone: phone?.national,
    recipient_phone_country_code: phone?.callingCode,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => Boolean(value)));
}

/** The fields of an address that SHOPLINE has no place for. */
function unheldOfAddress(address: SignupAddress): readonly string[] {
  return (['company', 'provinceCode', 'default'] as const).filter((key) => address[key]);
}

/**
 * One name out of two, as its script writes it: `Ada Lin`, but `林小美`.
 *
 * @returns `undefined` when neither is known.
 */
function fullName(
  first: string | null | undefined,
  last: string | null | undefined,
): string | undefined {
  if (!first || !last) return first || last || undefined;
  return CJK.test(first) && CJK.test(last) ? `${last}${first}` : `${first} ${last}`;
}

interface MappedCustomer {
  readonly fields: readonly MappedField[];
  /** Paths into the signup. */
  readonly unheld: readonly string[];
}

type Customer = Readonly<SignupCustomer>;

/** The single fields of a customer; tags and addresses are mapped one by one elsewhere. */
function mapCustomer(customer: Customer): MappedCustomer {
  const fields = [
    nameField(customer),
    parameterFor('email', 'email', customer.email || undefined),
    phoneField(customer.phone),
    parameterFor('gender', 'gender', customer.gender),
    ...mapBirthday(customer.birthday),
    // SHOPLINE spells its language codes in lower case; language tags do not depend on case.
    parameterFor('locale', 'locale_code', customer.locale?.toLowerCase()),
    parameterFor('externalId', 'ref_user_id', customer.externalId),
    parameterFor('note', 'memo', customer.note),
    parameterFor('registeredAt', 'registered_at', utc(customer.registeredAt)),
  ];
  return { fields: fields.flatMap((one) => one ?? []), unheld: unheldOf(customer) };
}

function parameterFor(key: string, parameter: string, value: unknown): MappedField | undefined {
  return value === undefined ? undefined : { key, parameters: { [parameter]: value } };
}

function nameField({ name, firstName, lastName }: Customer): MappedField | undefined {
  const isCleared = name === null || (firstName === null && lastName === null);
  const known = name ?? fullName(firstName, lastName);
  return parameterFor('name', 'name', known ?? (isCleared ? null : undefined));
}

function phoneField(phone: string | null | undefined): MappedField | undefined {
  const parts = phone ? phoneParts(phone) : undefined;
  return (
    parts && {
      key: 'phone',
      parameters: {
        mobile_phone: parts.national,
        mobile_phone_country_calling_code: parts.callingCode,
      },
    }
  );
}

function mapBirthday(birthday: string | null | undefined): readonly MappedField[] {
  if (birthday === undefined) return [];
  if (!birthday?.startsWith('--')) return birthdayFields({ birthday });
  const [month, day] = birthday.slice(2).split('-').map(Number);
  return birthdayFields({ birth_month: month, birth_day: day });
}

function utc(time: string | null | undefined): string | undefined {
  const ms = Date.parse(time ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** SHOPLINE documents no way to clear these: their parameters are not nullable. */
function unheldOf(customer: Customer): readonly string[] {
  const uncleared = (['email', 'phone', 'locale', 'registeredAt'] as const).filter(
    (name) => customer[name] === null,
  );
  const { name, firstName, lastName } = customer;
  const isHalfName = name === undefined && !firstName && !lastName && firstName !== lastName;
  const half = firstName === null ? 'firstName' : 'lastName';
  return [...uncleared, ...(isHalfName ? [half] : [])].map((path) => `customer.${path}`);
}

type Parameters = Readonly<Record<string, unknown>>;

const DAY = 'birthday';

const YEAR = 'birthday.year';

/** The clocks of a birthday. */
export const BIRTH_KEYS: ReadonlySet<string> = new Set([DAY, YEAR]);

/**
 * The parameters of a birthday under two clocks, because an event can know the day and not the year: the newest known
 * year stays, whatever order the events come in. A whole `birthday` sets both clocks.
 *
 * One limit: SHOPLINE can clear day and year together only, so a `null` that is outdated in one of them clears neither
 * or both, as they come.
 */
export function birthdayFields(parameters: Parameters): readonly MappedField[] {
  const { birth_year: year, ...day } = parameters;
  if ('birthday' in parameters) {
    const whole = partsOf(parameters['birthday']);
    return [
      { key: DAY, parameters },
      { key: YEAR, parameters: whole ? { birth_year: whole.birth_year } : {} },
    ];
  }
  return [
    ...(Object.keys(day).length > 0 ? [{ key: DAY, parameters: day }] : []),
    ...(year === undefined ? [] : [{ key: YEAR, parameters: { birth_year: year } }]),
  ];
}

/** The same fields as they are sent: a whole birthday in one piece, and if half of it is outdated the other half alone. */
export function sentBirthday(fields: readonly MappedField[]): readonly MappedField[] {
  const day = fields.find(({ key }) => key === DAY);
  const hasYear = fields.some(({ key }) => key === YEAR);
  if (day === undefined || !('birthday' in day.parameters)) return fields;
  if (hasYear) return fields.filter(({ key }) => key !== YEAR);
  const { birth_year: _, ...parts } = partsOf(day.parameters['birthday']) ?? day.parameters;
  return fields.map((field) => (field === day ? { key: DAY, parameters: parts } : field));
}

function partsOf(birthday: unknown) {
  const parts = typeof birthday === 'string' ? /^(\d{4})-(\d\d)-(\d\d)$/.exec(birthday) : null;
  if (parts === null) return undefined;
  const [, year, month, day] = parts.map(Number);
  return { birth_year: year, birth_month: month, birth_day: day };
}

/** Request parameters that belong to one clock. */
export interface MappedField {
  /** The clock. */
  readonly key: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}
