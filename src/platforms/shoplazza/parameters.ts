import type { NormalSignup } from '../../event/signup.ts';
import type { Fact, ParameterFact } from '../../delivery/platform-port.ts';
import { stampOf } from '../shared/stamp-of.ts';

/** The clock that orders each request parameter. Tags and addresses have a clock per item. */
const CLOCK_OF = {
  first_name: 'firstName',
  last_name: 'lastName',
  accepts_marketing: 'consent.email',
  accepts_sms_marketing: 'consent.sms',
  email: 'email',
  phone: 'phone',
  registered_at: 'registeredAt',
} as const;

/** A request parameter that has a clock of its own. */
export type ClockedParameter = keyof typeof CLOCK_OF;

export function isClocked(parameter: string): parameter is ClockedParameter {
  return Object.hasOwn(CLOCK_OF, parameter);
}

/**
 * Parameters that only create has. Addresses are not among them: they have a resource of their own.
 *
 * @see https://shoplazza.dev/reference/update-customer-3
 */
export const CREATE_ONLY: ReadonlySet<string> = new Set([
  'contact_type',
  'email',
  'phone',
  'password',
  'password_confirmation',
  'registered_at',
]);

/** The fact that sets one parameter. A consent that is refused says so in its stamp. */
export function parameterFact(
  parameter: ClockedParameter,
  value: unknown,
  signup: NormalSignup,
): ParameterFact {
  const key = CLOCK_OF[parameter];
  const isDenied = key.startsWith('consent.') && value === false;
  const stamp = stampOf(signup, key, isDenied);
  return { kind: 'parameters', key, stamp, parameters: { [parameter]: value } };
}

/** Everything that these facts set, by request parameter. */
export function parametersOf(facts: readonly Fact[]): Readonly<Record<string, unknown>> {
  const parameters = facts.map((fact) => (fact.kind === 'parameters' ? fact.parameters : {}));
  return Object.fromEntries(parameters.flatMap((one) => Object.entries(one)));
}
