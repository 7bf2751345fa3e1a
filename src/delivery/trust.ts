import type { LeftOut } from '../event/left-out.ts';
import type { Contact, NormalSignup } from '../event/signup.ts';
import type { Fact } from './platform-port.ts';

/** Clocks of fields that reach a person. */
const CONTACT_OF: Readonly<Record<string, Contact['kind'] | 'other'>> = {
  email: 'email',
  phone: 'phone',
  'shopline.phone': 'other',
};

/** The contact that a consent is about. */
export const CHANNEL_CONTACT: Readonly<Record<string, Contact['kind']>> = {
  'consent.email': 'email',
  'consent.sms': 'phone',
};

const isConsent = (key: string): boolean => key.startsWith('consent.');

/** Whether a fact raises a consent. */
export const isGrant = ({ key, stamp }: Pick<Fact, 'key' | 'stamp'>): boolean =>
  isConsent(key) && stamp.denied !== true;

/** Whether a fact lowers a consent. */
export const isDenial = ({ key, stamp }: Pick<Fact, 'key' | 'stamp'>): boolean =>
  isConsent(key) && stamp.denied === true;

/** Whether a fact says how to reach the person. */
export const isContactFact = ({ key }: Pick<Fact, 'key'>): boolean => CONTACT_OF[key] !== undefined;

/** Whether every statement by a verified sender ranks above this one. Refusals never rank lower. */
export function isWeak(
  { trust, reconsent }: Pick<NormalSignup, 'trust' | 'reconsent'>,
  key: string,
  denied: boolean,
): boolean {
  if (trust === 'verified') return false;
  if (CONTACT_OF[key] !== undefined) return true;
  return isConsent(key) && !denied && reconsent !== true;
}

/** The facts that an event may write on a customer who exists. */
export interface Allowed {
  readonly facts: readonly Fact[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * An anonymous event never changes the contacts of a customer who exists. It grants a channel only by the contact of
 * that channel. Anyone can type the e-mail of a customer beside a phone of their own.
 *
 * @param shared the contacts that both the event and the customer have.
 */
export function allowedFacts(
  { trust, proven }: Pick<NormalSignup, 'trust' | 'proven'>,
  facts: readonly Fact[],
  shared: readonly Contact[],
): Allowed {
  if (trust === 'verified') return { facts, leftOut: [] };
  const kinds = new Set(shared.map(({ kind }) => kind));
  const leftOut: LeftOut[] = [];
  const allowed = facts.filter((fact) => {
    const { key } = fact;
    const contact = key === 'externalId' && proven ? 'other' : CONTACT_OF[key];
    if (contact !== undefined) {
      const isTheirs = contact !== 'other' && kinds.has(contact);
      if (!isTheirs) leftOut.push({ path: key, rule: 'anonymous_contact' });
      return false;
    }
    if (!isGrant(fact)) return true;
    const channel = CHANNEL_CONTACT[key];
    if (channel !== undefined && kinds.has(channel)) return true;
    leftOut.push({ path: key, rule: 'anonymous_grant' });
    return false;
  });
  return { facts: allowed, leftOut };
}
