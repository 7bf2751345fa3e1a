import type { SignupChannelConsent, SignupCustomer } from '../../generated/types.ts';
import { known } from '../known.ts';
import type { Found, FoundNothing } from '../source.ts';

interface Reported {
  readonly id: string;
  readonly isNew: boolean;
  /** RFC 3339 with its zone. */
  readonly time: string | undefined;
  readonly customer: Readonly<Partial<SignupCustomer>>;
  readonly consent?: {
    readonly email?: SignupChannelConsent | undefined;
    readonly sms?: SignupChannelConsent | undefined;
  };
}

/** Something that is no signup. */
export const skipped = (id: string, why: string): FoundNothing => ({ kind: 'skipped', id, why });

/** What a tool reports of a person, or why it is no signup: nobody is invented who has neither e-mail nor phone. */
export function found({ id, isNew, time, customer, consent }: Reported): Found {
  if (!customer.email && !customer.phone) {
    return skipped(id, 'it has neither an e-mail nor a phone');
  }
  const channels = known({ ...consent });
  return {
    kind: 'signup',
    type: isNew ? 'customer.signed_up' : 'customer.updated',
    id,
    ...known({ time }),
    data: { customer, ...(Object.keys(channels).length > 0 && { consent: channels }) },
  };
}
