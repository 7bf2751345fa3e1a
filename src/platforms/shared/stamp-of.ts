import type { NormalSignup } from '../../event/signup.ts';
import type { Stamp } from '../../delivery/platform-port.ts';
import { isWeak } from '../../delivery/trust.ts';

/** The time of the event, for consent the time of the consent where it is known. */
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
