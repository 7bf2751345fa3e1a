import type { Fact, ParameterFact, Stamp, TagFact } from '../../delivery/platform-port.ts';
import { isWeak } from '../../delivery/trust.ts';
import type { Digest } from '../../event/digest.ts';
import type { NormalSignup } from '../../event/signup.ts';
import type { RequestParameters } from './parameters.ts';

/** The signup that the facts come from. */
export interface FactContext {
  readonly signup: NormalSignup;
  /** Fact keys go to the ledger, which holds no personal data: a tag or an address appears as its keyed hash. */
  readonly digest: Digest;
}

/** The time of the event. A consent has a time of its own where the event names one. */
export function stampOf(signup: NormalSignup, key: string, denied = false): Stamp {
  const { email, sms } = signup.data.consent ?? {};
  const at = { 'consent.email': email?.at, 'consent.sms': sms?.at }[key];
  const ms = Date.parse(at ?? '');
  const time = Number.isNaN(ms) ? signup.time : ms;
  return {
    time,
    id: signup.stampId,
    ...(denied && { denied: true as const }),
    ...(isWeak(signup, key, denied) && { weak: true as const }),
  };
}

/** The fact of one clock. The stamp of a denied consent says that it is a denial. */
export function parameterFact(
  key: string,
  parameters: RequestParameters,
  signup: NormalSignup,
): ParameterFact {
  const isDenied = key.startsWith('consent.') && Object.values(parameters).includes(false);
  return { kind: 'parameters', key, stamp: stampOf(signup, key, isDenied), parameters };
}

/** One fact per tag, each with a clock of its own. */
export function tagFacts(
  tags: readonly string[],
  { signup, digest }: FactContext,
): readonly TagFact[] {
  return tags.map((tag) => {
    const key = `tag:${digest(tag)}`;
    return { kind: 'tag', key, stamp: stampOf(signup, key), tag };
  });
}

export function tagsOf(facts: readonly Fact[]): readonly string[] {
  return facts.flatMap((fact) => (fact.kind === 'tag' ? [fact.tag] : []));
}
