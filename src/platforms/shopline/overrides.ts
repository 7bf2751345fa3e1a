import type { Fact } from '../../delivery/platform-port.ts';
import type { NormalSignup } from '../../event/signup.ts';
import { isRecord } from '../../util/is-record.ts';
import { type FactContext, parameterFact, tagFacts } from '../shared/facts.ts';
import { itemsOf, type Overrides, overridesFrom } from '../shared/overrides.ts';
import type { RequestParameters } from '../shared/parameters.ts';
import { addressFacts } from './addresses.ts';
import { BIRTHDAY_CLOCKS, birthdayFields } from './facts.ts';
import { PARAMETERS } from './parameters.ts';

/** The request parameters of `data.shopline` as the sender wrote them. */
export function verbatimOf(signup: NormalSignup): RequestParameters {
  return signup.data.shopline ?? {};
}

/** `data.shopline` as facts. Pure; never throws. */
export function overrideFacts(context: FactContext): Overrides {
  const overrides = overridesFrom(verbatimOf(context.signup), PARAMETERS, (clock, parameters) =>
    factsFor(clock, parameters, context),
  );
  const { clocks } = overrides;
  // `birthday` replaces day and year, whichever of its parameters the sender uses.
  const replaced = clocks.has('birthday') ? new Set([...clocks, ...BIRTHDAY_CLOCKS]) : clocks;
  return { ...overrides, clocks: replaced, unheld: [] };
}

function factsFor(
  clock: string,
  parameters: RequestParameters,
  context: FactContext,
): readonly Fact[] {
  switch (clock) {
    case 'tags':
      return tagFacts(itemsOf(parameters['tags'], isText), context);
    case 'addresses':
      return addressFacts(itemsOf(parameters['delivery_addresses'], isRecord), context);
    case 'birthday':
      return birthdayFields(parameters).map((field) =>
        parameterFact(field.key, field.parameters, context.signup),
      );
    default:
      return [parameterFact(clock, parameters, context.signup)];
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';
