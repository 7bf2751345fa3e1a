import type { Fact, Fitted } from '../../delivery/platform-port.ts';
import { tagsAmong } from '../shared/facts.ts';
import type { RequestParameters } from '../shared/parameters.ts';
import { sentBirthday } from './facts.ts';
import { isCarriedBy } from './parameters.ts';

/**
 * The consents of a new customer that has granted none. Always sent, because SHOPLINE does not document its defaults.
 *
 * `is_accept_marketing` is a general consent; SHOPLINE does not document its effect on the channels. A grant for one
 * channel, or for both, does not cover more than these channels. So only `data.shopline` can set it to true.
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
}: Pick<Fitted, 'facts' | 'createOnly'>): RequestParameters {
  const { phones, ...parameters } = parametersFor('create', facts);
  const tags = tagsAmong(facts);
  const addresses = addressesOf(facts);
  return {
    ...NOTHING_GRANTED,
    ...createOnly,
    ...parameters,
    // A text on create, a list on update.
    ...(phones !== undefined && { phones: Array.isArray(phones) ? phones.join(',') : phones }),
    ...(tags.length > 0 && { tags }),
    ...(addresses.length > 0 && { delivery_addresses: addresses }),
  };
}

/** Facts that Create Customer cannot carry. A `null` is not among them: a new customer has nothing to clear. */
export function factsAfterCreate(facts: readonly Fact[]): readonly Fact[] {
  return facts.filter(
    (fact) =>
      fact.kind === 'parameters' &&
      Object.entries(fact.parameters).some(
        ([name, value]) => value !== null && !isCarriedBy('create', name),
      ),
  );
}

/** Body of Update Customer, without tags and addresses: those depend on the stored ones. */
export function updateBody(facts: readonly Fact[]): RequestParameters {
  const { phones, ...parameters } = parametersFor('update', facts);
  const list = typeof phones === 'string' ? phones.split(',').map((one) => one.trim()) : phones;
  return { ...parameters, ...(list !== undefined && { phones: list }) };
}

/** The addresses that these facts add. */
export function addressesOf(facts: readonly Fact[]): readonly RequestParameters[] {
  return facts.flatMap((fact) => (fact.kind === 'address' ? [fact.address] : []));
}

function parametersFor(call: 'create' | 'update', facts: readonly Fact[]): RequestParameters {
  const parameterFacts = facts.filter((fact) => fact.kind === 'parameters');
  const carried: Record<string, unknown> = {};
  for (const { parameters } of sentBirthday(parameterFacts)) {
    for (const name of Object.keys(parameters)) {
      if (isCarriedBy(call, name)) carried[name] = parameters[name];
    }
  }
  return carried;
}
