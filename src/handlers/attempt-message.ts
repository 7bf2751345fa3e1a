import type { CallRecord } from '../call-record.ts';
import { limitsOf } from '../default-limits.ts';
import type { Digest } from '../digest.ts';
import type { Store } from '../generated/types.ts';
import type { AttemptEnd, Gates } from '../relay/gate-port.ts';
import type { Outcome } from '../relay/job.ts';
import type { Ledger } from '../relay/ledger-port.ts';
import { type Platform, PlatformError } from '../relay/ports.ts';
import { relaySignup } from '../relay/relay-signup.ts';
import { type Settlement, settle } from '../relay/settle.ts';
import type { Stores } from '../relay/stores-port.ts';
import type { Known } from './copies.ts';
import type { Message } from './message.ts';
import type { Prepared } from './prepare-message.ts';

interface ShopContext {
  /** Time until which every call must have ended, in milliseconds. */
  readonly remainingMs: () => number;
  readonly onCall: (record: CallRecord) => void;
  /** Resolves when the store's rate limits have room for one more call. */
  readonly turn: () => Promise<void>;
}

export interface AttemptDeps {
  readonly stores: Stores;
  readonly ledger: Ledger;
  readonly digest: Digest;
  readonly openPlatform: (store: Store, context: ShopContext) => Platform;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** A name that no other attempt has. */
  readonly newHolder: () => string;
  /** How long a message is tried before it becomes a dead letter, in milliseconds. */
  readonly horizonMs: number;
}

/** What the attempts of one batch share. */
export interface Batch {
  readonly gates: Gates;
  /** Time until which every call must have ended, in milliseconds. */
  readonly remainingMs: () => number;
}

/** A message after its attempt, and all that its report needs. */
export interface Attempted {
  readonly message: Message;
  readonly prepared: Prepared;
  readonly known: Known;
  readonly result: Outcome | Settlement;
  readonly calls: readonly CallRecord[];
  readonly durationMs: number;
}

/** A message that was not started: it goes back as it is. */
export interface Untouched {
  readonly untouched: Message;
}

/** `customer.updated` may overtake its `customer.signed_up`: an unknown customer is looked for this long and this often. */
const FIND_HORIZON_MS = 60_000;
const LEAST_FINDS = 5;

/** Tries to deliver one message and decides what becomes of it. Never rejects. */
export async function attemptMessage(
  prepared: Prepared,
  batch: Batch,
  deps: AttemptDeps,
): Promise<Attempted> {
  const { message, known } = prepared;
  const startedAt = deps.now();
  const calls: CallRecord[] = [];
  const tried = await deliver(prepared, { batch, calls, deps }).catch((error: unknown) =>
    settle(error, {
      attempts: message.attempts,
      called: calls.length > 0,
      firstSeenAt: message.triesSince,
      now: deps.now(),
      horizonMs: deps.horizonMs,
      random: deps.random(),
    }),
  );
  const result = withoutEmptyUpdate(tried, calls);
  return { message, prepared, known, result, calls, durationMs: deps.now() - startedAt };
}

/** A platform may find that a customer has it all already: nothing was written, so nothing was updated. */
function withoutEmptyUpdate(
  result: Attempted['result'],
  calls: readonly CallRecord[],
): Attempted['result'] {
  const wrote = calls.some(({ method }) => method !== 'GET');
  return 'outcome' in result && result.outcome === 'updated' && !wrote
    ? { ...result, outcome: 'unchanged' }
    : result;
}

interface Circumstances {
  readonly batch: Batch;
  readonly calls: CallRecord[];
  readonly deps: AttemptDeps;
}

type Ready = Extract<Prepared, { readonly signup: unknown }>;

async function deliver(prepared: Prepared, circumstances: Circumstances): Promise<Outcome> {
  if ('error' in prepared) throw prepared.error;
  const { store, signup, message } = prepared;
  const { batch, calls, deps } = circumstances;
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
  try {
    const outcome = await withFreshToken(prepared, context, deps);
    pass.end({ kind: 'other' });
    return outcome;
  } catch (error) {
    pass.end(endOf(error));
    throw error;
  }
}

/** The token may have been replaced since the store was read: a refused one is looked up again, once. */
async function withFreshToken(
  prepared: Ready,
  context: ShopContext,
  deps: AttemptDeps,
): Promise<Outcome> {
  const { store, signup } = prepared;
  try {
    return await relayTo(store, prepared, context, deps);
  } catch (error) {
    if (endOf(error).kind !== 'unauthorized') throw error;
    const fresh = await deps.stores.refresh(signup.store, store.accessToken);
    if (fresh.accessToken === store.accessToken) throw error;
    return relayTo(fresh, prepared, context, deps);
  }
}

function relayTo(
  store: Store,
  { message, signup }: Ready,
  context: ShopContext,
  deps: AttemptDeps,
): Promise<Outcome> {
  const platform = deps.openPlatform(store, context);
  const now = deps.now();
  return relaySignup({
    signup,
    fitted: platform.fit(signup),
    platform,
    ledger: deps.ledger,
    now: deps.now,
    holder: deps.newHolder(),
    sendingUntil: now + context.remainingMs(),
    gaveUpFinding:
      message.attempts + 1 >= LEAST_FINDS && now - message.triesSince >= FIND_HORIZON_MS,
  });
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
