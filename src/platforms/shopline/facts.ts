import type { Fitted, ParameterFact } from '../../delivery/platform-port.ts';
import type { NormalSignup } from '../../event/signup.ts';
import type { Signup, SignupCustomer, StoreDefaults } from '../../generated/types.ts';
import { fullName, parameterFact, phoneParts, tagFacts } from '../shared/facts.ts';
import type { RequestParameters } from '../shared/parameters.ts';
import type { ShopDeps } from '../shared/shop-call.ts';
import { addressFacts, toShopAddress, unheldOfAddress } from './addresses.ts';

/** The signup's own fields as facts about a SHOPLINE customer, without `data.shopline`. Pure; never throws. */
export function canonicalFacts(
  signup: NormalSignup,
  { digest, defaults }: Pick<ShopDeps, 'digest' | 'defaults'>,
): Fitted {
  const { tags = [], addresses = [] } = signup.data.customer;
  const context = { signup, digest };
  const shopAddresses = addresses
    .map(toShopAddress)
    .filter((address) => Object.keys(address).length > 0);
  return {
    facts: [
      ...customerFacts(signup),
      ...consentFacts(signup),
      ...tagFacts(tags.filter(isTag), context),
      ...addressFacts(shopAddresses, context),
    ],
    createOnly: createOptions(signup.data, defaults),
    unheld: unheldPaths(signup.data),
  };
}

/** Whole characters, not code units. @see https://open-api.docs.shoplineapp.com/docs/add-or-remove-customer-tags */
const isTag = (tag: string): boolean => /^.{3,40}$/su.test(tag);

/** A welcome message or welcome credit needs an explicit choice: SHOPLINE's own default is to send the message. */
function createOptions({ options }: Signup, defaults: StoreDefaults = {}): Fitted['createOnly'] {
  return {
    is_member: true,
    send_notification: options?.sendWelcome ?? defaults.sendWelcome ?? false,
    is_allow_welcome_credit: options?.welcomeCredit ?? defaults.welcomeCredit ?? false,
    created_by: defaults.createdBy ?? 'openapi',
    registered_by: defaults.registeredBy ?? 'openapi',
  };
}

/** The single fields of a customer, without tags and addresses. */
function customerFacts(signup: NormalSignup): readonly ParameterFact[] {
  const { customer } = signup.data;
  const { email, gender, locale, externalId, note, registeredAt } = customer;
  const values = [
    ['name', 'name', nameOf(customer)],
    ['email', 'email', email || undefined],
    ['gender', 'gender', gender],
    // SHOPLINE writes its language codes in lower case; language tags do not depend on case.
    ['locale', 'locale_code', locale?.toLowerCase()],
    ['externalId', 'ref_user_id', externalId],
    ['note', 'memo', note],
    ['registeredAt', 'registered_at', utcTime(registeredAt)],
  ] as const;
  const fields = [
    ...values.flatMap(([key, parameter, value]) =>
      value === undefined ? [] : [{ key, parameters: { [parameter]: value } }],
    ),
    ...phoneFields(customer.phone),
    ...birthdayFields(birthdayParameters(customer.birthday)),
  ];
  return fields.map(({ key, parameters }) => parameterFact(key, parameters, signup));
}

function consentFacts(signup: NormalSignup): readonly ParameterFact[] {
  return (['email', 'sms'] as const).flatMap((channel) => {
    const state = signup.data.consent?.[channel]?.state;
    if (state === undefined) return [];
    const parameters = { [`is_subscribed_marketing_${channel}`]: state === 'granted' };
    return [parameterFact(`consent.${channel}`, parameters, signup)];
  });
}

/** `null` clears the name. */
function nameOf({ name, firstName, lastName }: SignupCustomer): string | null | undefined {
  const isCleared = name === null || (firstName === null && lastName === null);
  return name ?? fullName(firstName, lastName) ?? (isCleared ? null : undefined);
}

/** Request parameters that share one clock. */
interface Field {
  /** The clock. */
  readonly key: string;
  readonly parameters: RequestParameters;
}

function phoneFields(phone: string | null | undefined): readonly Field[] {
  const parts = phone ? phoneParts(phone) : undefined;
  if (parts === undefined) return [];
  const { national, callingCode } = parts;
  const parameters = { mobile_phone: national, mobile_phone_country_calling_code: callingCode };
  return [{ key: 'phone', parameters }];
}

function birthdayParameters(birthday: string | null | undefined): RequestParameters {
  if (birthday === undefined) return {};
  if (!birthday?.startsWith('--')) return { birthday };
  const [month, day] = birthday.slice(2).split('-').map(Number);
  return { birth_month: month, birth_day: day };
}

const DAY = 'birthday';

const YEAR = 'birthday.year';

/** The clocks of a birthday. */
export const BIRTHDAY_CLOCKS: ReadonlySet<string> = new Set([DAY, YEAR]);

/**
 * The parameters of a birthday under two clocks, because an event can know the day without the year. So the newest
 * known year stays, in any order of the events. A whole `birthday` sets both clocks.
 *
 * One limit: SHOPLINE can clear day and year only together. If one of them is newer than a `null`, the `null` clears
 * neither or both.
 */
export function birthdayFields(parameters: RequestParameters): readonly Field[] {
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

/** The fields to send: a whole birthday as one parameter. If the year is outdated, month and day go alone. */
export function sentBirthday(fields: readonly Field[]): readonly Field[] {
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

/** UTC as SHOPLINE writes it; `undefined` for a value that is no time. */
function utcTime(time: string | null | undefined): string | undefined {
  const ms = Date.parse(time ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** SHOPLINE documents no way to clear these: their parameters are not nullable. */
const NEVER_CLEARED = ['email', 'phone', 'locale', 'registeredAt'] as const;

/** Paths into the signup of values that SHOPLINE cannot hold. */
function unheldPaths({ customer, shoplazza }: Signup): readonly string[] {
  const { tags = [], addresses = [] } = customer;
  return [
    ...NEVER_CLEARED.filter((field) => customer[field] === null).map(
      (field) => `customer.${field}`,
    ),
    ...halfNamePaths(customer),
    ...tags.flatMap((tag, index) => (isTag(tag) ? [] : [`customer.tags.${index}`])),
    ...addresses.flatMap((address, index) =>
      unheldOfAddress(address).map((path) => `customer.addresses.${index}.${path}`),
    ),
    ...(shoplazza && Object.keys(shoplazza).length > 0 ? ['shoplazza'] : []),
  ];
}

/** SHOPLINE has one name field, so it cannot clear one half of a name and leave the other. */
function halfNamePaths({ name, firstName, lastName }: SignupCustomer): readonly string[] {
  const isHalf = name === undefined && !firstName && !lastName && firstName !== lastName;
  if (!isHalf) return [];
  return [firstName === null ? 'customer.firstName' : 'customer.lastName'];
}
