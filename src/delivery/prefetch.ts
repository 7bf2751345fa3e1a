import type { NormalSignup } from '../event/signup.ts';
import type { BatchReads, ContactState, KnownClocks } from './ledger-port.ts';

/** What a batch saw of one signup's person before its attempts began. */
export interface Prefetched {
  /** The states of all contacts; absent where somebody may have changed them since. */
  readonly states?: readonly ContactState[];
  /** Whom all contacts lead to, and a clock for every field that was set: neither of them ever goes back. */
  readonly customer?: KnownClocks & { readonly id: string };
}

/** What a batch saw of the ledger before its attempts began, in two calls for all of them. Only ever a hint. */
export interface Prefetch {
  /** What was seen of this signup. Its contacts count as changed from then on. */
  take(signup: NormalSignup): Prefetched;
}

/** States that are older than this are read again, in milliseconds: about what one call to a shop takes. */
const FRESH_MS = 1_000;

/**
 * Looks at everybody in a batch at once. Never rejects: where it fails, nothing was seen, and every attempt looks for
 * itself, so that what cannot be read or understood of one person stops nobody else.
 */
export async function prefetchBatch(
  signups: readonly NormalSignup[],
  { batchReads, now }: { readonly batchReads?: BatchReads; readonly now: () => number },
): Promise<Prefetch> {
  const startedAt = now();
  const seen = new Map<NormalSignup, Prefetched>();
  if (batchReads && signups.length > 0) {
    await look(signups, batchReads, seen).catch(() => undefined);
  }
  const taken = new Set<string>();
  return {
    take(signup) {
      const keys = signup.contacts.map(({ value }) => `${signup.store} ${value}`);
      const isFresh = now() - startedAt < FRESH_MS && !keys.some((key) => taken.has(key));
      for (const key of keys) taken.add(key);
      const { states, customer } = seen.get(signup) ?? {};
      return { ...(isFresh && states && { states }), ...(customer && { customer }) };
    },
  };
}

/** Fills `seen` step by step, so that what was read stays when the next step fails. */
async function look(
  signups: readonly NormalSignup[],
  reads: BatchReads,
  seen: Map<NormalSignup, Prefetched>,
): Promise<void> {
  const all = await reads.readContacts(signups);
  const known = signups.flatMap((signup, at) => {
    const states = all[at] ?? [];
    // Somebody is at work there: what he leaves is not seen yet.
    const isBusy = states.some(({ leasedUntil }) => leasedUntil !== undefined);
    if (!isBusy) seen.set(signup, { states });
    const customerId = sameCustomer(states);
    return customerId === undefined ? [] : [{ signup, store: signup.store, customerId }];
  });
  if (known.length === 0) return;
  const allClocks = await reads.readClocks(known);
  for (const [at, { signup, customerId: id }] of known.entries()) {
    const read = allClocks[at];
    if (read) seen.set(signup, { ...seen.get(signup), customer: { id, ...read } });
  }
}

/** Whom all of the contacts lead to. */
function sameCustomer([first, ...others]: readonly ContactState[]): string | undefined {
  const id = first?.customerId;
  return others.every(({ customerId }) => customerId === id) ? id : undefined;
}
