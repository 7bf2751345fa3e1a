import type { NormalSignup } from '../../event/signup.ts';
import type { StoreDefaults } from '../../generated/types.ts';
import type { Fact, Fitted } from '../../delivery/platform-port.ts';
import { checkBodies } from './checks.ts';
import { mapOverrides } from './overrides.ts';
import { mapSignup } from './facts.ts';

export interface FitDeps {
  /** Keyed hash: keys of facts go to the ledger, which holds no personal data. */
  readonly digest: (text: string) => string;
  readonly defaults: StoreDefaults | undefined;
}

/**
 * The signup in SHOPLINE's terms. Pure.
 *
 * @throws RejectedError `invalid_request` when a body would break SHOPLINE's documented rules.
 */
export function fit(signup: NormalSignup, { digest, defaults }: FitDeps): Fitted {
  const mapped = mapSignup(signup, digest);
  const overrides = mapOverrides(signup, digest);
  const facts = uniqueByKey([
    ...mapped.facts.filter((fact) => !overrides.clocks.has(clockOf(fact))),
    ...overrides.facts,
  ]);
  const createOnly = { ...createOptions(signup, defaults), ...overrides.createOnly };
  checkBodies(signup, { facts, createOnly });
  const hasOther = Object.keys(signup.data.shoplazza ?? {}).length > 0;
  return { facts, createOnly, unheld: [...mapped.unheld, ...(hasOther ? ['shoplazza'] : [])] };
}

/** Nobody is written to and no credit is given unless somebody asked for it: SHOPLINE's own default is to write. */
function createOptions({ data }: NormalSignup, defaults: StoreDefaults = {}): Fitted['createOnly'] {
  return {
    is_member: true,
    send_notification: data.options?.sendWelcome ?? defaults.sendWelcome ?? false,
    is_allow_welcome_credit: data.options?.welcomeCredit ?? defaults.welcomeCredit ?? false,
    created_by: defaults.createdBy ?? 'openapi',
    registered_by: defaults.registeredBy ?? 'openapi',
  };
}

/** One override of all tags or addresses replaces each of the mapped ones. */
function clockOf(fact: Fact): string {
  if (fact.kind === 'parameters') return fact.key === 'birthday.year' ? 'birthday' : fact.key;
  return fact.kind === 'tag' ? 'tags' : 'addresses';
}

function uniqueByKey(facts: readonly Fact[]): readonly Fact[] {
  return [...new Map(facts.map((fact) => [fact.key, fact])).values()];
}
