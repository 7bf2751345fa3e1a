import type { SignupChannelConsent } from '../generated/types.ts';
import { known } from './known.ts';

/** A consent, and when it was given, where the tool says so. */
export const consentOf = (
  state: SignupChannelConsent['state'] | undefined,
  at?: string,
): SignupChannelConsent | undefined => state && { state, ...known({ at }) };
