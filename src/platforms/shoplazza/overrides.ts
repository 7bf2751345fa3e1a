import type { Fact } from '../../delivery/platform-port.ts';
import type { NormalSignup } from '../../event/signup.ts';
import { isRecord } from '../../util/is-record.ts';
import { addressFacts, tagFacts } from './element-facts.ts';
import { isClocked, parameterFact } from './parameters.ts';
import { splitTags } from './update.ts';

/** Request parameters of `data.shoplazza`, by name. */
export type Overrides = Readonly<Record<string, unknown>>;

/** The facts that checked overrides say, each under the clock of the field that it replaces. */
export function overrideFacts(
  overrides: Overrides,
  signup: NormalSignup,
  digest: (text: string) => string,
): readonly Fact[] {
  const { tags, addresses } = overrides;
  const context = { signup, digest };
  return [
    ...Object.entries(overrides).flatMap(([name, value]) =>
      isClocked(name) ? [parameterFact(name, value, signup)] : [],
    ),
    ...tagFacts(splitTags(tags), context),
    ...addressFacts(Array.isArray(addresses) ? addresses.filter(isRecord) : [], context),
  ];
}

/** Whether the overrides replace this fact. */
export function isOverridden(fact: Fact, overrides: Overrides): boolean {
  if (fact.kind === 'tag') return Object.hasOwn(overrides, 'tags');
  if (fact.kind === 'address') return Object.hasOwn(overrides, 'addresses');
  return Object.keys(fact.parameters).some((name) => Object.hasOwn(overrides, name));
}

/** From a pointer into a request body to a pointer into the signup that led to it. */
export function signupPointer(pointer: string, overrides: Overrides): string {
  const [, , name = '', ...rest] = pointer.split('/');
  if (name === '') return Object.keys(overrides).length > 0 ? '/shoplazza' : '/customer';
  const origin = Object.hasOwn(overrides, name) ? '/shoplazza' : '/customer';
  return [origin, name, ...rest].join('/');
}
