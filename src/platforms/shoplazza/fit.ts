import type { NormalSignup } from '../../event/signup.ts';
import type { Fitted } from '../../delivery/platform-port.ts';
import { canonicalFacts, type FitDeps } from './facts.ts';
import { checkRequests } from './checks.ts';
import { isOverridden, overrideFacts } from './overrides.ts';
import { CREATE_ONLY, isClocked } from './parameters.ts';

/**
 * The signup in Shoplazza's terms; `data.shoplazza` replaces what the mapping makes of the same parameter.
 *
 * @throws RejectedError `invalid_request` when a body that could follow breaks Shoplazza's documented rules.
 */
export function fit(signup: NormalSignup, deps: FitDeps): Fitted {
  const given = Object.entries(signup.data.shoplazza ?? {});
  // Nobody is created by `customer.updated`: what only create can carry has no place there.
  const isUseless = ([name]: [string, unknown]): boolean =>
    signup.type === 'customer.updated' && CREATE_ONLY.has(name);
  const overrides = Object.fromEntries(given.filter((entry) => !isUseless(entry)));
  const canonical = canonicalFacts(signup, deps);
  const mapped: Fitted = {
    ...canonical,
    facts: canonical.facts.filter((fact) => !isOverridden(fact, overrides)),
  };
  checkRequests(signup.type, mapped, overrides);

  const createOnly = Object.entries(overrides).filter(
    ([name]) => CREATE_ONLY.has(name) && !isClocked(name),
  );
  return {
    facts: [...mapped.facts, ...overrideFacts(overrides, signup, deps.digest)],
    createOnly: { ...mapped.createOnly, ...Object.fromEntries(createOnly) },
    unheld: [...mapped.unheld, ...given.filter(isUseless).map(([name]) => `shoplazza.${name}`)],
  };
}
