import type { NormalSignup } from '../event/signup.ts';
import type { BatchReads, ContactState, KnownClocks } from './ledger-port.ts';

/** What a batch has read about one person before its attempts. */
export interface Prefetched {
  /** The states of all contacts; absent where they may have changed since. */
  readonly states?: readonly ContactState[];
  /** The one customer of all contacts, with its clocks. Stays valid, because clocks only grow. */
  readonly customer?: KnownClocks & { readonly id: string };
}

/** What a batch has read from the ledger before its attempts, with two calls for all of them. Only a hint. */
export interface Prefetch {
  /** Gives what was read for this signup. From then on its contacts count as changed. */
  take(signup: NormalSignup): Prefetched;
}

/** States that are older than this are read again, in milliseconds: about what one call to a shop takes. */
const FRESH_MS = 1_000;

/**
 * Reads the ledger for all persons of a batch at once. Never rejects. After a failure every attempt reads for itself,
 * so an unreadable item of one person does not stop the others.
 *
 * @param deps without `batchReads`, nothing is read.
 */
export async function prefetchBatch(
  signups: readonly NormalSignup[],
  { batchReads, now }: { readonly batchReads?: BatchReads; readonly now: () => number },
): Promise<Prefetch> {
  const startedAt = now();
  const found = new Map<NormalSignup, Prefetched>();
  if (batchReads && signups.length > 0) {
    await readAll(signups, batchReads, found).catch(() => undefined);
  }
  const taken = new Set<string>();
  return {
    take(signup) {
      const keys = signup.contacts.map(({ value }) => `${signup.store} ${value}`);
      const isFresh = now() - startedAt < FRESH_MS && !keys.some((key) => taken.has(key));
      for (const key of keys) taken.add(key);
      const { states, customer } = found.get(signup) ?? {};
      return { ...(isFresh && states && { states }), ...(customer && { customer }) };
    },
  };
}

/** Fills `found` step by step, so that the first step's result stays when the second fails. */
async function readAll(
  signups: readonly NormalSignup[],
  reads: BatchReads,
  found: Map<NormalSignup, Prefetched>,
): Promise<void> {
  const all = await reads.readContacts(signups);
  const known = signups.flatMap((signup, at) => {
    const states = all[at] ?? [];
    // Leased: another attempt is writing, so this state may be stale.
    const isLeased = states.some(({ leasedUntil }) => leasedUntil !== undefined);
    if (!isLeased) found.set(signup, { states });
    const customerId = sameCustomer(states);
    return customerId === undefined ? [] : [{ signup, store: signup.store, customerId }];
  });
  if (known.length === 0) return;
  const allClocks = await reads.readClocks(known);
  for (const [at, { signup, customerId: id }] of known.entries()) {
    const read = allClocks[at];
    if (read) found.set(signup, { ...found.get(signup), customer: { id, ...read } });
  }
}

/** The one customer of all contacts; undefined where they differ. */
function sameCustomer([first, ...others]: readonly ContactState[]): string | undefined {
  const id = first?.customerId;
  return others.every(({ customerId }) => customerId === id) ? id : undefined;
}
