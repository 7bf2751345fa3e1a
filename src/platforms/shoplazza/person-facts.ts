import type { NormalSignup } from '../../event/signup.ts';
import type { ParameterFact } from '../../delivery/platform-port.ts';
import { namesOf } from './names-of.ts';
import { parameterFact } from './parameters.ts';
import { utcTime } from './utc-time.ts';

/**
 * Names, contacts, consents and the time of registration.
 *
 * E-mail, phone and time of registration are facts although only create can carry them: a later event that says
 * otherwise is then reported instead of being dropped in silence.
 */
export function personFacts(signup: NormalSignup): readonly ParameterFact[] {
  const { customer, consent } = signup.data;
  const { first, last } = namesOf(customer);
  const isGranted = (state: string | undefined): boolean | undefined =>
    state === undefined ? undefined : state === 'granted';
  const values = [
    ['email', customer.email ?? undefined],
    ['phone', customer.phone ?? undefined],
    ['first_name', first],
    ['last_name', last],
    ['accepts_marketing', isGranted(consent?.email?.state)],
    ['accepts_sms_marketing', isGranted(consent?.sms?.state)],
    ['registered_at', utcTime(Date.parse(customer.registeredAt ?? ''))],
  ] as const;
  return values.flatMap(([parameter, value]) =>
    value === undefined ? [] : [parameterFact(parameter, value, signup)],
  );
}
