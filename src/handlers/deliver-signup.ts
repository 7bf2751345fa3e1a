import type { CallRecord } from '../call-record.ts';
import { limitsOf } from '../default-limits.ts';
import type { Digest } from '../digest.ts';
import type { Store } from '../generated/types.ts';
import type { Glance } from '../relay/glance.ts';
import type { AttemptEnd, Gates } from '../relay/gate-port.ts';
import type { Outcome } from '../relay/job.ts';
import type { Ledger } from '../relay/ledger-port.ts';
import { type Platform, PlatformError } from '../relay/ports.ts';
import { relaySignup } from '../relay/relay-signup.ts';
import type { Stores } from '../relay/stores-port.ts';
import type { Message } from './message.ts';
import type { ReadySignup } from './prepared.ts';

interface ShopContext {
  /** Time until which every call must have ended, in milliseconds. */
  readonly remainingMs: () => number;
  readonly onCall: (record: CallRecord) => void;
  /** Resolves when the store's rate limits have room for one more call. */
  readonly turn: () => Promise<void>;
}

export interface DeliverDeps {
  readonly stores: Stores;
  readonly ledger: Ledger;
  readonly digest: Digest;
  readonly openPlatform: (store: Store, context: ShopContext) => Platform | Promise<Platform>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A name that no other attempt has. */
  readonly newHolder: () => string;
}

/** What the attempts of one batch share. */
export interface Batch {
  readonly gates: Gates;
  readonly glance: Glance;
  /** Time until which every call must have ended, in milliseconds. */
  readonly remainingMs: () => number;
}

/** `customer.updated` may overtake its `customer.signed_up`: an unknown customer is looked for this long and this often. */
const FIND_HORIZON_MS = 60_000;
const LEAST_FINDS = 5;

interface Circumstances {
  readonly message: Message;
  readonly batch: Batch;
  /** Gets every call to the shop, in order. */
  readonly calls: CallRecord[];
}

/**
 * Brings one signup to its shop: through the store's gate, with a token that is looked up again once when it is refused.
 *
 * @throws RejectedError it can never succeed. @throws WaitError it is not its turn. @throws PlatformError the shop did not do it.
 */
export async function deliverSignup(
  ready: ReadySignup,
  circumstances: Circumstances,
  deps: DeliverDeps,
): Promise<Outcome> {
  const { store, signup } = ready;
  const { message, batch, calls } = circumstances;
  const tokenMark = deps.digest(store.accessToken).slice(0, 16);
  const gated = { name: signup.store, limits: limitsOf(store), tokenMark };
  const pass = batch.gates.pass(gated, message.replays > 0);
  const context: ShopContext = {
    remainingMs: batch.remainingMs,
    turn: () => pass.turn(),
    onCall: (call) => {
      calls.push(call);
      pass.saw(call.status === undefined || call.status >= 500);
    },
  };
  const relay = (current: Store): Promise<Outcome> =>
    relayTo(current, ready, { message, batch, context }, deps);
  try {
    const outcome = await withFreshToken(ready, relay, deps);
    pass.end({ kind: 'other' });
    return withoutEmptyUpdate(outcome, calls);
  } catch (error) {
    pass.end(endOf(error));
    throw error;
  }
}

/** The token may have been replaced since the store was read: a refused one is looked up again, once. */
async function withFreshToken(
  { store, signup }: ReadySignup,
  relay: (store: Store) => Promise<Outcome>,
  { stores }: DeliverDeps,
): Promise<Outcome> {
  try {
    return await relay(store);
  } catch (error) {
    if (endOf(error).kind !== 'unauthorized') throw error;
    const fresh = await stores.refresh(signup.store, store.accessToken);
    if (fresh.accessToken === store.accessToken) throw error;
    return relay(fresh);
  }
}

async function relayTo(
  store: Store,
  { signup }: ReadySignup,
  { message, batch, context }: Omit<Circumstances, 'calls'> & { readonly context: ShopContext },
  deps: DeliverDeps,
): Promise<Outcome> {
  const platform = await deps.openPlatform(store, context);
  const now = deps.now();
  const triedEnough = message.attempts + 1 >= LEAST_FINDS;
  return relaySignup({
    signup,
    fitted: platform.fit(signup),
    platform,
    ledger: deps.ledger,
    glimpse: batch.glance.take(signup),
    now: deps.now,
    holder: deps.newHolder(),
    sendingUntil: now + context.remainingMs(),
    gaveUpFinding: triedEnough && now - message.triesSince >= FIND_HORIZON_MS,
  });
}

/** A platform may find that a customer has it all already: nothing was written, so nothing was updated. */
function withoutEmptyUpdate(outcome: Outcome, calls: readonly CallRecord[]): Outcome {
  const wrote = calls.some(({ method }) => method !== 'GET');
  return outcome.outcome === 'updated' && !wrote ? { ...outcome, outcome: 'unchanged' } : outcome;
}

/** What an attempt's end says about its store. */
function endOf(error: unknown): AttemptEnd {
  if (!(error instanceof PlatformError)) return { kind: 'other' };
  const { verdict } = error;
  if (verdict.kind === 'wait') return { kind: 'throttled', retryAfterMs: verdict.retryAfterMs };
  return {
    kind: verdict.kind === 'unauthorized' || verdict.kind === 'closed' ? verdict.kind : 'other',
  };
}
