import type { Contact, NormalSignup } from '../event/signup.ts';
import { isNewer } from './field-clocks.ts';
import type { Job } from './job.ts';
import type { ContactRefusals, ContactState } from './ledger-port.ts';
import type { Clocks, Fact, Fitted } from './platform-port.ts';
import { CHANNEL_CONTACT, isContactFact, isDenial, isGrant } from './trust.ts';

type RefusalsJob = Pick<Job, 'ledger' | 'signup' | 'fitted' | 'refusalDays'>;

/**
 * Remembers the refusals of an event on those of its contacts that lead to no customer. Another attempt may be about to
 * create the customer. It reads the refusals after its lease or its link. This attempt reads ledger and shop after the
 * refusals. So at least one of the two sees the other.
 *
 * @returns whether there was something to remember.
 */
export async function rememberRefusals(
  { ledger, signup, fitted, refusalDays }: RefusalsJob,
  states: readonly ContactState[],
): Promise<boolean> {
  const unknown = new Set(
    states.flatMap(({ contact, customerId }) => (customerId === undefined ? [contact.value] : [])),
  );
  const denials = fitted.facts.filter(isDenial).map(({ key, stamp }) => [key, stamp] as const);
  const refusals = refusalsOf(signup.contacts, Object.fromEntries(denials)).filter(({ contact }) =>
    unknown.has(contact.value),
  );
  if (refusals.length === 0) return false;
  await ledger.rememberRefusals(signup.store, refusals, refusalDays);
  return true;
}

/** Keeps the denials of a forgotten customer, on the contacts that led to it. */
export async function keepDenials(
  {
    ledger,
    signup,
    refusalDays,
  }: Pick<Job, 'ledger' | 'refusalDays'> & { readonly signup: Pick<NormalSignup, 'store'> },
  contacts: readonly Contact[],
  clocks: Clocks,
): Promise<void> {
  const denials = Object.entries(clocks).filter(([key, stamp]) => isDenial({ key, stamp }));
  const refusals = refusalsOf(contacts, Object.fromEntries(denials));
  if (refusals.length > 0) await ledger.rememberRefusals(signup.store, refusals, refusalDays);
}

/** A refusal belongs to the contact of its own channel; if there is none, to all contacts. */
function refusalsOf(contacts: readonly Contact[], denials: Clocks): readonly ContactRefusals[] {
  return contacts.flatMap((contact) => {
    const own = Object.entries(denials).filter(([key]) => {
      const kind = CHANNEL_CONTACT[key];
      const isNamed = contacts.some((one) => one.kind === kind);
      return kind !== undefined && (contact.kind === kind || !isNamed);
    });
    return own.length > 0 ? [{ contact, refusals: Object.fromEntries(own) }] : [];
  });
}

/** Whether an event says nothing but refusals, and the contacts that refuse. */
export const holdsOnlyRefusals = ({ facts }: Fitted): boolean =>
  facts.some(isDenial) && facts.every((fact) => isDenial(fact) || isContactFact(fact));

/** Whether a fact would raise a consent. Only then refusals have to be read. */
export const raises = (facts: readonly Fact[]): boolean => facts.some(isGrant);

/** The newest fact of each clock, of the given facts and the refusals of the contacts. */
export async function withRefusals(
  job: Pick<Job, 'ledger' | 'signup' | 'platform'>,
  facts: readonly Fact[],
  contacts: readonly Contact[],
): Promise<readonly Fact[]> {
  const refusals = await job.ledger.readRefusals(job.signup.store, contacts);
  const newer = Object.entries(refusals).filter(([key, stamp]) =>
    isNewer(stamp, facts.find((fact) => fact.key === key)?.stamp),
  );
  if (newer.length === 0) return facts;
  const denials = denialFacts(job, Object.fromEntries(newer));
  const replaced = new Set(denials.map(({ key }) => key));
  return [...facts.filter(({ key }) => !replaced.has(key)), ...denials];
}

/** Refusals in the platform's terms. */
function denialFacts(
  { platform, signup }: Pick<Job, 'platform' | 'signup'>,
  refusals: Clocks,
): readonly Fact[] {
  const fitted = platform.fit(refusalSignup(signup, signup.contacts, Object.keys(refusals)));
  return fitted.facts.flatMap((fact) => {
    const stamp = refusals[fact.key];
    return stamp && fact.kind === 'parameters' ? [{ ...fact, stamp }] : [];
  });
}

/** A signup that refuses these channels and says nothing else. @param keys `consent.email`, `consent.sms`. */
export function refusalSignup(
  signup: NormalSignup,
  contacts: readonly Contact[],
  keys: readonly string[],
): NormalSignup {
  const { store, consent = {} } = signup.data;
  const channels = (['email', 'sms'] as const).filter((name) => keys.includes(`consent.${name}`));
  const { leftOut: _leftOut, ...rest } = signup;
  return {
    ...rest,
    type: 'customer.updated',
    contacts,
    data: {
      store,
      customer: Object.fromEntries(contacts.map(({ kind, value }) => [kind, value])),
      consent: Object.fromEntries(
        channels.map((name) => {
          const at = consent[name]?.at;
          return [name, { state: 'denied' as const, ...(at !== undefined && { at }) }];
        }),
      ),
    },
  };
}
