import type { Fact, Fitted } from '../../delivery/platform-port.ts';
import { sentBirthday } from './facts.ts';
import { isCarriedBy } from './parameters.ts';

type Parameters = Readonly<Record<string, unknown>>;

/**
 * What a new customer has not granted. Always sent, because SHOPLINE's own defaults are not documented.
 *
 * `is_accept_marketing` is consent in general, and what it does to the channels is not documented either. A grant for
 * one channel, or for both, is no grant for whatever else it covers, so only `data.shopline` can make it true.
 */
const NOTHING_GRANTED = {
  is_accept_marketing: false,
  is_subscribed_marketing_email: false,
  is_subscribed_marketing_sms: false,
} as const;

/** Body of Create Customer: everything that it can carry. */
export function createBody({
  facts,
  createOnly,
}: Pick<Fitted, 'facts' | 'createOnly'>): Parameters {
  const { phones, ...parameters } = parametersFor('create', facts);
  const tags = tagsOf(facts);
  const addresses = addressesOf(facts);
  return {
    ...NOTHING_GRANTED,
    ...createOnly,
    ...parameters,
    // A string here, a list on update.
    ...(phones !== undefined && { phones: Array.isArray(phones) ? phones.join(',') : phones }),
    ...(tags.length > 0 && { tags }),
    ...(addresses.length > 0 && { delivery_addresses: addresses }),
  };
}

/** Body of Update Customer, without the tags and addresses that need to know what is there. */
export function updateBody(facts: readonly Fact[]): Parameters {
  const { phones, ...parameters } = parametersFor('update', facts);
  const list = typeof phones === 'string' ? phones.split(',').map((one) => one.trim()) : phones;
  return { ...parameters, ...(list !== undefined && { phones: list }) };
}

/** Facts that Create Customer cannot carry. A new customer holds nothing that a `null` would have to clear. */
export function factsAfterCreate(facts: readonly Fact[]): readonly Fact[] {
  return facts.filter(
    (fact) =>
      fact.kind === 'parameters' &&
      Object.entries(fact.parameters).some(
        ([name, value]) => value !== null && !isCarriedBy('create', name),
      ),
  );
}

export function tagsOf(facts: readonly Fact[]): readonly string[] {
  return facts.flatMap((fact) => (fact.kind === 'tag' ? [fact.tag] : []));
}

export function addressesOf(facts: readonly Fact[]): readonly Parameters[] {
  return facts.flatMap((fact) => (fact.kind === 'address' ? [fact.address] : []));
}

function parametersFor(call: 'create' | 'update', facts: readonly Fact[]): Parameters {
  const parameterFacts = facts.filter((fact) => fact.kind === 'parameters');
  const carried: Record<string, unknown> = {};
  for (const { parameters } of sentBirthday(parameterFacts)) {
    for (const name of Object.keys(parameters)) {
      if (isCarriedBy(call, name)) carried[name] = parameters[name];
    }
  }
  return carried;
}
