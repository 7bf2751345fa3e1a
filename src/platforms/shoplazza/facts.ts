import type { Fitted, ParameterFact } from '../../delivery/platform-port.ts';
import type { NormalSignup } from '../../event/signup.ts';
import type { Signup, SignupCustomer } from '../../generated/types.ts';
import { type NameParts, parameterFact, splitName, tagFacts } from '../shared/facts.ts';
import type { ShopDeps } from '../shared/shop-call.ts';
import type { ShoplazzaVersion } from '../versions.ts';
import { addressFacts, toShopAddress } from './addresses.ts';

/** The signup's own fields as facts about a Shoplazza customer, without `data.shoplazza`. Pure; never throws. */
export function canonicalFacts(
  signup: NormalSignup,
  {
    digest,
    country,
    version,
  }: Pick<ShopDeps, 'digest' | 'country'> & { readonly version: ShoplazzaVersion },
): Fitted {
  const { customer } = signup.data;
  const context = { signup, digest };
  const tags = (customer.tags ?? []).map((tag) => tag.trim());
  const isTag = tagRule(version);
  const names = namesOf(customer);
  const shopAddresses = (customer.addresses ?? []).map((address) =>
    toShopAddress(address, names, { country, version }),
  );
  return {
    facts: [
      ...customerFacts(signup),
      ...tagFacts(tags.filter(isTag), context),
      ...addressFacts(
        shopAddresses.filter((address) => address !== undefined),
        context,
      ),
    ],
    createOnly: createOptions(signup),
    unheld: [
      ...unheldPaths(signup.data),
      ...tags.flatMap((tag, index) => (isTag(tag) ? [] : [`customer.tags.${index}`])),
      ...shopAddresses.flatMap((address, index) =>
        address ? [] : [`customer.addresses.${index}`],
      ),
    ],
  };
}

/** Where tags are one text with commas between them, a tag with a comma would become two. */
const tagRule =
  ({ tags }: ShoplazzaVersion) =>
  (tag: string): boolean =>
    tag !== '' && (tags === 'list' || !tag.includes(','));

/** Without `registered_at` the customer cannot sign in to the shop. A fact with the same parameter replaces it. */
function createOptions({ data, time }: NormalSignup): Fitted['createOnly'] {
  const registeredAt = utcTime(time);
  return {
    contact_type: data.customer.email ? 'email' : 'phone',
    ...(registeredAt !== undefined && { registered_at: registeredAt }),
  };
}

/**
 * Names, contacts, consents and the time of registration.
 *
 * E-mail, phone and time of registration are facts although only create can carry them. So the relay reports a later
 * event that contradicts them, instead of dropping it silently.
 */
function customerFacts(signup: NormalSignup): readonly ParameterFact[] {
  const { customer, consent } = signup.data;
  const { first, last } = namesOf(customer);
  const isGranted = (state: string | undefined): boolean | undefined =>
    state === undefined ? undefined : state === 'granted';
  const values = [
    ['email', 'email', customer.email ?? undefined],
    ['phone', 'phone', customer.phone ?? undefined],
    ['firstName', 'first_name', first],
    ['lastName', 'last_name', last],
    ['consent.email', 'accepts_marketing', isGranted(consent?.email?.state)],
    ['consent.sms', 'accepts_sms_marketing', isGranted(consent?.sms?.state)],
    ['registeredAt', 'registered_at', utcTime(Date.parse(customer.registeredAt ?? ''))],
  ] as const;
  return values.flatMap(([key, parameter, value]) =>
    value === undefined ? [] : [parameterFact(key, { [parameter]: value }, signup)],
  );
}

/**
 * The first and last name that the event gives. `name` counts only if the event gives neither part.
 *
 * `null` becomes an empty text. Shoplazza documents no other way to clear a name. It allows texts of any length and
 * shows an empty name as `""`.
 */
function namesOf({ name, firstName, lastName }: SignupCustomer): NameParts {
  if (firstName !== undefined || lastName !== undefined) {
    return {
      ...(firstName !== undefined && { first: firstName ?? '' }),
      ...(lastName !== undefined && { last: lastName ?? '' }),
    };
  }
  return name === undefined ? {} : splitName(name ?? '');
}

/**
 * A time as Shoplazza asks for it: UTC, whole seconds, with `Z`; `undefined` for a value that is no time.
 *
 * @param ms milliseconds since the epoch.
 */
function utcTime(ms: number): string | undefined {
  return Number.isNaN(new Date(ms).getTime())
    ? undefined
    : new Date(ms).toISOString().replace(/\.\d{3}/, '');
}

/** Fields of a signup that a Shoplazza customer has no place for. */
const NO_PLACE = ['gender', 'birthday', 'locale', 'externalId', 'note'] as const;

/** Fields that Shoplazza sets once and cannot clear. */
const NEVER_CLEARED = ['email', 'phone', 'registeredAt'] as const;

/**
 * Paths into the signup of values that Shoplazza cannot hold.
 *
 * @see https://shoplazza.dev/reference/create-customer-3
 */
function unheldPaths({ customer, options = {}, shopline }: Signup): readonly string[] {
  const { addresses = [] } = customer;
  const chosen = addresses.findIndex((address) => address.default);
  return [
    ...NO_PLACE.filter((field) => (customer[field] ?? null) !== null).map(
      (field) => `customer.${field}`,
    ),
    ...NEVER_CLEARED.filter((field) => customer[field] === null).map(
      (field) => `customer.${field}`,
    ),
    ...addresses.flatMap((address, index) =>
      address.default && index !== chosen ? [`customer.addresses.${index}.default`] : [],
    ),
    ...(['sendWelcome', 'welcomeCredit'] as const)
      .filter((option) => options[option])
      .map((option) => `options.${option}`),
    ...(shopline && Object.keys(shopline).length > 0 ? ['shopline'] : []),
  ];
}
