import type { Job } from '../delivery/job.ts';
import type { ContactMarks, ContactState, Lease } from '../delivery/ledger-port.ts';

/** Ends a create that made nobody: ends the lease where there is one, and says what there is to remember. */
export async function endCreate(
  { ledger, signup }: Job,
  states: readonly ContactState[],
  lease: Lease | undefined,
  end: ContactMarks,
): Promise<void> {
  const contacts = states.map(({ contact }) => contact);
  if (lease) {
    await ledger.endLease(signup.store, contacts, lease, end);
    return undefined;
  }
  const { creatingSince, takenSince } = end;
  const before = marksOf(states);
  if (creatingSince === before.creatingSince && takenSince === before.takenSince) return undefined;
  return ledger.markContacts(signup.store, contacts, { creatingSince, takenSince });
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
