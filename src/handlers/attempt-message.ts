import type { CallRecord } from '../call-record.ts';
import type { Store } from '../generated/types.ts';
import type { Outcome } from '../relay/job.ts';
import type { Ledger } from '../relay/ledger-port.ts';
import { type Platform, PlatformError } from '../relay/ports.ts';
import { relaySignup } from '../relay/relay-signup.ts';
import { type Settlement, settle } from '../relay/settle.ts';
import type { Stores } from '../relay/stores-port.ts';
import type { Known } from './copies.ts';
import type { Message } from './message.ts';
import type { Prepared } from './prepare-message.ts';

export interface ShopContext {
  /** Time until which every call must have ended, in milliseconds. */
  readonly remainingMs: () => number;
  readonly onCall: (record: CallRecord) => void;
}

export interface AttemptDeps {
  readonly stores: Stores;
  readonly ledger: Ledger;
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
  budgetMs: () => number,
  deps: AttemptDeps,
): Promise<Attempted> {
  const { message, known } = prepared;
  const startedAt = deps.now();
  const calls: CallRecord[] = [];
  const tried = await deliver(
    prepared,
    { remainingMs: budgetMs, onCall: (call) => calls.push(call) },
    deps,
  ).catch((error: unknown) =>
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

async function deliver(
  prepared: Prepared,
  context: ShopContext,
  deps: AttemptDeps,
): Promise<Outcome> {
  if ('error' in prepared) throw prepared.error;
  const { store, signup } = prepared;
  const relayWith = (current: Store): Promise<Outcome> => relayTo(current, prepared, context, deps);
  try {
    return await relayWith(store);
  } catch (error) {
    if (!isUnauthorized(error)) throw error;
    // The token may have been replaced since the store was read.
    const fresh = await deps.stores.refresh(signup.store, store.accessToken);
    if (fresh.accessToken === store.accessToken) throw error;
    return relayWith(fresh);
  }
}

function relayTo(
  store: Store,
  { message, signup }: Extract<Prepared, { signup: unknown }>,
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

const isUnauthorized = (error: unknown): boolean =>
  error instanceof PlatformError && error.verdict.kind === 'unauthorized';
