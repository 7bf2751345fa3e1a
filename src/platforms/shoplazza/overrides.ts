import type { Fact } from '../../delivery/platform-port.ts';
import type { NormalSignup } from '../../event/signup.ts';
import { isRecord } from '../../util/is-record.ts';
import { type FactContext, parameterFact, tagFacts } from '../shared/facts.ts';
import { itemsOf, type Overrides, overridesFrom } from '../shared/overrides.ts';
import type { RequestParameters } from '../shared/parameters.ts';
import { addressFacts } from './addresses.ts';
import { splitTags } from './bodies.ts';
import { isOnCreateOnly, PARAMETERS } from './parameters.ts';

/** The request parameters of `data.shoplazza` as the sender wrote them, without those that have no use. */
export function verbatimOf(signup: NormalSignup): RequestParameters {
  const entries = Object.entries(signup.data.shoplazza ?? {});
  return Object.fromEntries(entries.filter(([name]) => !isUseless(name, signup)));
}

/** `customer.updated` never creates a customer, so a parameter of Create Customer alone can never be sent. */
function isUseless(name: string, { type }: NormalSignup): boolean {
  return type === 'customer.updated' && isOnCreateOnly(name);
}

/** `data.shoplazza` as facts. Pure; never throws. */
export function overrideFacts(context: FactContext): Overrides {
  const { signup } = context;
  const overrides = overridesFrom(verbatimOf(signup), PARAMETERS, (clock, parameters) =>
    factsFor(clock, parameters, context),
  );
  const useless = Object.keys(signup.data.shoplazza ?? {}).filter((name) =>
    isUseless(name, signup),
  );
  return { ...overrides, unheld: useless.map((name) => `shoplazza.${name}`) };
}

function factsFor(
  clock: string,
  parameters: RequestParameters,
  context: FactContext,
): readonly Fact[] {
  switch (clock) {
    case 'tags':
      return tagFacts(splitTags(parameters['tags']), context);
    case 'addresses':
      return addressFacts(itemsOf(parameters['addresses'], isRecord), context);
    default:
      return [parameterFact(clock, parameters, context.signup)];
  }
}
