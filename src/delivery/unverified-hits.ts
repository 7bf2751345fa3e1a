import type { Contact, NormalSignup } from '../event/signup.ts';
import type { Hit } from './platform-port.ts';

/** The hits that say whose customer an event is about, and other customers that may be the same person. */
export interface Sighting {
  readonly hits: readonly Hit[];
  /** Ids of customers whose unverified phone is in the event, and who are not taken for its person. */
  readonly maybeDuplicates: readonly string[];
}

/**
 * A phone that the shop never verified identifies its customer only if nothing speaks against it. Against it speaks a
 * customer who is known by a verified contact, another mobile phone, or an e-mail that differs from that of the event.
 *
 * @param knownId the customer that the ledger knows by another contact of the event.
 */
export function sightingOf(
  found: readonly Hit[],
  { contacts }: Pick<NormalSignup, 'contacts'>,
  knownId?: string,
): Sighting {
  const verified = new Set(found.filter((hit) => !hit.isUnverified).map(({ id }) => id));
  if (knownId !== undefined) verified.add(knownId);
  const isDoubtful = (hit: Hit): boolean => {
    if (!hit.isUnverified || verified.has(hit.id)) return false;
    return verified.size > 0 || isContradicted(hit, contacts);
  };
  const doubtful = found.filter(isDoubtful);
  return {
    hits: doubtful.length === 0 ? found : found.filter((hit) => !doubtful.includes(hit)),
    maybeDuplicates: [...new Set(doubtful.map(({ id }) => id))],
  };
}

/** Whether the record has another mobile phone, or an e-mail that the event contradicts. */
function isContradicted({ contact, shown }: Hit, named: readonly Contact[]): boolean {
  const valuesOf = (kind: Contact['kind'], all: readonly Contact[] = []): readonly string[] =>
    all.flatMap((one) => (one.kind === kind ? [one.value] : []));
  const phones = valuesOf('phone', shown?.contacts);
  const hasOtherMobile = phones.length > 0 && !phones.includes(contact.value);
  const emails = valuesOf('email', named);
  return (
    hasOtherMobile ||
    (emails.length > 0 &&
      valuesOf('email', shown?.contacts).some((email) => !emails.includes(email)))
  );
}

/** The outcome, with the customers that may be duplicates. */
export const withDuplicates = <T extends { readonly outcome: string }>(
  outcome: T,
  { maybeDuplicates }: Pick<Sighting, 'maybeDuplicates'>,
): T =>
  maybeDuplicates.length === 0 || outcome.outcome === 'skipped'
    ? outcome
    : { ...outcome, maybeDuplicates };
