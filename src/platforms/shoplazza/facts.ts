import type { Fitted, ParameterFact } from '../../delivery/platform-port.ts';
import type { NormalSignup } from '../../event/signup.ts';
import type { Signup, Store } from '../../generated/types.ts';
import { type Names, toAddress } from './addresses.ts';
import { addressFacts, tagFacts } from './element-facts.ts';
import { parameterFact } from './parameters.ts';
import { CJK } from '../../util/cjk.ts';

export interface FitDeps {
  /** Keyed hash: facts name tags and addresses by it. */
  readonly digest: (text: string) => string;
  /** Country of addresses that name none, ISO 3166-1 alpha-2. */
  readonly country: Store['country'];
}

/** What Shoplazza can hold of the signup's own fields, before any `data.shoplazza`. */
export function canonicalFacts(signup: NormalSignup, { digest, country }: FitDeps): Fitted {
  const { customer } = signup.data;
  const context = { signup, digest };
  const registeredAt = utcTime(signup.time);
  const tags = (customer.tags ?? []).map((tag) => tag.trim());
  const names = namesOf(customer);
  const addresses = (customer.addresses ?? []).map((address) => toAddress(address, names, country));
  return {
    facts: [
      ...personFacts(signup),
      ...tagFacts(tags.filter(isTag), context),
      ...addressFacts(
        addresses.filter((address) => address !== undefined),
        context,
      ),
    ],
    createOnly: {
      contact_type: customer.email ? 'email' : 'phone',
      // Without it the customer cannot sign in to the shop. A fact of the same name replaces it.
      ...(registeredAt !== undefined && { registered_at: registeredAt }),
    },
    unheld: [
      ...unheldPaths(signup.data),
      ...tags.flatMap((tag, index) => (isTag(tag) ? [] : [`customer.tags.${index}`])),
      ...addresses.flatMap((address, index) => (address ? [] : [`customer.addresses.${index}`])),
    ],
  };
}

/** Tags are one text with commas between them: a tag with a comma would become two. */
function isTag(tag: string): boolean {
  return tag !== '' && !tag.includes(',');
}

/**
 * The first and last name that an event says. `name` counts only where neither part is said on its own.
 *
 * `null` becomes an empty text: Shoplazza documents no other way to clear, types names as text without a least length,
 * and shows empty ones as `""`.
 */
function namesOf({ name, firstName, lastName }: Signup['customer']): Names {
  if (firstName !== undefined || lastName !== undefined) {
    return {
      ...(firstName !== undefined && { first: firstName ?? '' }),
      ...(lastName !== undefined && { last: lastName ?? '' }),
    };
  }
  return name === undefined ? {} : splitName(name ?? '');
}

/** A name in the two parts that Shoplazza asks for. */
interface NameParts {
  readonly first: string;
  readonly last: string;
}

/**
 * Splits a name at its last space. A name of one word, and a Chinese, Japanese or Korean one, stays whole as the first
 * name; the last name is then empty, so that no older last name stays beside it.
 */
export function splitName(name: string): NameParts {
  const whole = name.trim();
  const at = CJK.test(whole) ? -1 : whole.search(/\s\S*$/);
  if (at < 0) return { first: whole, last: '' };
  return { first: whole.slice(0, at).trimEnd(), last: whole.slice(at + 1) };
}

/**
 * Names, contacts, consents and the time of registration.
 *
 * E-mail, phone and time of registration are facts although only create can carry them: a later event that says
 * otherwise is then reported instead of being dropped in silence.
 */
function personFacts(signup: NormalSignup): readonly ParameterFact[] {
  const { customer, consent } = signup.data;
  const { first, last } = namesOf(customer);
  const isGranted = (state: string | undefined): boolean | undefined =>
    state === undefined ? undefined : state === 'granted';
  const values = [
    ['email', customer.email ?? undefined],
    ['phone', customer.phone ?? undefined],
    ['first_name', first],
    ['last_name', last],
    ['accepts_marketing', isGranted(consent?.email?.state)],
    ['accepts_sms_marketing', isGranted(consent?.sms?.state)],
    ['registered_at', utcTime(Date.parse(customer.registeredAt ?? ''))],
  ] as const;
  return values.flatMap(([parameter, value]) =>
    value === undefined ? [] : [parameterFact(parameter, value, signup)],
  );
}

/**
 * A time as Shoplazza asks for it: UTC, whole seconds, with `Z`.
 *
 * @param ms milliseconds since the epoch; `undefined` comes back for what is not a time.
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
 * Paths into the signup of what Shoplazza cannot hold at all.
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
