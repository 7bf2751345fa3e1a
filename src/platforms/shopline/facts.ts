import type { NormalSignup } from '../../event/signup.ts';
import type { Fact, ParameterFact } from '../../delivery/platform-port.ts';
import { addressFact, tagFact } from './element-facts.ts';
import { mapAddress, unheldOfAddress } from './map-address.ts';
import { mapCustomer } from './map-customer.ts';
import { stampOf } from '../shared/stamp-of.ts';

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
    unheldOfAddress(address).map((field) => `customer.addresses.${at}.${field}`),
  );
  return { facts, unheld };
}
