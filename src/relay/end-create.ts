import type { Job } from './job.ts';
import type { ContactEnd, ContactMarks, ContactState, Lease } from './ledger-port.ts';

/**
 * Ends a create in whatever way: the lease where there is one, else what there is to remember.
 *
 * @returns false where the lease was lost meanwhile.
 */
export async function endCreate(
  { ledger, signup }: Job,
  states: readonly ContactState[],
  lease: Lease | undefined,
  end: ContactEnd,
): Promise<boolean> {
  const contacts = states.map(({ contact }) => contact);
  if (lease) return ledger.endLease(signup.store, contacts, lease, end);
  if (end.customerId !== undefined) {
    await ledger.linkContacts(signup.store, contacts, end.customerId);
    return true;
  }
  const { creatingSince, takenSince } = end;
  const before = marksOf(states);
  if (creatingSince === before.creatingSince && takenSince === before.takenSince) return true;
  await ledger.markContacts(signup.store, contacts, { creatingSince, takenSince });
  return true;
}

/** The youngest mark of each kind. */
export function marksOf(states: readonly ContactState[]): ContactMarks {
  const youngest = (times: readonly number[]): number | undefined =>
    times.length > 0 ? Math.max(...times) : undefined;
  return {
    creatingSince: youngest(states.flatMap(({ creatingSince }) => creatingSince ?? [])),
    takenSince: youngest(states.flatMap(({ takenSince }) => takenSince ?? [])),
  };
}
