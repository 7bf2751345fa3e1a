import type { Fact, Fitted } from '../../delivery/platform-port.ts';
import type { NormalSignup } from '../../event/signup.ts';
import type { FactContext } from './facts.ts';
import type { ParameterRules, RequestParameters } from './parameters.ts';
import type { ShopDeps } from './shop-call.ts';

/** `data.shopline` or `data.shoplazza` as facts. */
export interface Overrides extends Fitted {
  /** Clocks whose canonical facts are replaced; `tags` and `addresses` stand for every tag and every address. */
  readonly clocks: ReadonlySet<string>;
}

/**
 * The platform's own parameters as facts: each belongs to the clock of the field that it replaces.
 *
 * @param verbatim parameters as the sender wrote them. Those without a rule make no fact; the body check refuses them.
 * @param factsFor the facts of one clock.
 */
export function overridesFrom(
  verbatim: RequestParameters,
  rules: ParameterRules,
  factsFor: (clock: string, parameters: RequestParameters) => readonly Fact[],
): Omit<Overrides, 'unheld'> {
  const byClock = new Map<string, RequestParameters>();
  for (const [name, value] of Object.entries(verbatim)) {
    const clock = rules.get(name)?.clock;
    if (clock !== undefined) byClock.set(clock, { ...byClock.get(clock), [name]: value });
  }
  const createOnly = byClock.get('createOnly') ?? {};
  byClock.delete('createOnly');
  return {
    facts: [...byClock].flatMap(([clock, parameters]) => factsFor(clock, parameters)),
    createOnly,
    clocks: new Set(byClock.keys()),
  };
}

/** The items of a list that have the right type. A value that is no list gives none; the body check refuses it. */
export function itemsOf<T>(value: unknown, isItem: (item: unknown) => item is T): readonly T[] {
  return Array.isArray(value) ? value.filter(isItem) : [];
}

/** How a platform fits a signup. */
interface Fitting<D> {
  /** The signup's own fields. */
  readonly canonicalFacts: (signup: NormalSignup, deps: D) => Fitted;
  /** The platform's own parameters. */
  readonly overrideFacts: (context: FactContext) => Overrides;
  /** @throws RejectedError `invalid_request` when a body would break the platform's documented rules. */
  readonly checkBodies: (signup: NormalSignup, fitted: Fitted, deps: D) => void;
}

/** A signup in a platform's terms. Pure. */
export const createFit =
  <D extends Pick<ShopDeps, 'digest'>>({
    canonicalFacts,
    overrideFacts,
    checkBodies,
  }: Fitting<D>) =>
  (signup: NormalSignup, deps: D): Fitted => {
    const overrides = overrideFacts({ signup, digest: deps.digest });
    const fitted = withOverrides(canonicalFacts(signup, deps), overrides);
    checkBodies(signup, fitted, deps);
    return fitted;
  };

/** The canonical facts with the overrides in their place; at most one fact per key. */
function withOverrides(canonical: Fitted, overrides: Overrides): Fitted {
  const kept = canonical.facts.filter((fact) => !overrides.clocks.has(clockOf(fact)));
  const byKey = new Map([...kept, ...overrides.facts].map((fact) => [fact.key, fact]));
  return {
    facts: [...byKey.values()],
    createOnly: { ...canonical.createOnly, ...overrides.createOnly },
    unheld: [...canonical.unheld, ...overrides.unheld],
  };
}

function clockOf(fact: Fact): string {
  if (fact.kind === 'parameters') return fact.key;
  return fact.kind === 'tag' ? 'tags' : 'addresses';
}
