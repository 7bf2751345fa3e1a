import { deliverSignup } from '../delivery/deliver-signup.ts';
import { deliverTogether } from '../delivery/deliver-together.ts';
import { mergeFitted } from '../delivery/field-clocks.ts';
import type { Outcome, Skipped } from '../delivery/job.ts';
import { type Fitted, type Platform, PlatformError } from '../delivery/platform-port.ts';
import { isDenial, isGrant } from '../delivery/trust.ts';
import { deliverByVendorId, rememberVendorIds } from '../delivery/vendor-ids.ts';
import type { Digest } from '../event/digest.ts';
import type { Store } from '../generated/types.ts';
import type { Message } from '../message/message.ts';
import type { AttemptContext } from '../platforms/shared/shop-call.ts';
import type { Asking, AttemptEnd } from '../rate-limit/limiter-port.ts';
import { limitsOf } from '../rate-limit/limiter.ts';
import type { CallRecord } from '../telemetry/call-record.ts';
import type { Batch } from './deps.ts';
import type { ReadySignup, SignupMessage, SignupMessages } from './prepared.ts';

/** `customer.updated` may overtake its `customer.signed_up`, so an unknown customer is searched for this long … */
const FIND_HORIZON_MS = 60_000;

/** … and at least this often. */
const LEAST_FINDS = 5;

/** How the delivery of one signup ends. */
type Delivered = Outcome | Skipped;

/**
 * Brings signups of one person, with the same contacts, to their shop in one attempt. Their order is that of the list.
 *
 * @param calls gets every call to the shop, in order.
 * @returns one outcome each; `undefined`, before any call, where they have to be delivered one after the other.
 * @throws RejectedError one of them can never succeed. @throws WaitError no call may be made now.
 * @throws PlatformError the shop did not accept it.
 */
export async function deliverRun(
  messages: SignupMessages,
  calls: CallRecord[],
  batch: Batch,
): Promise<readonly Delivered[] | undefined> {
  const [{ ready }] = messages;
  const { signup, store } = ready;
  const lowPriority = messages.every(({ message }) => message.replays > 0 || message.isSlow);
  const waitingSince = Math.min(...messages.map(({ message }) => message.firstSeenAt));
  const outcomes = await withRateLimit(
    { name: signup.store, store, calls, lowPriority, waitingSince },
    (current, context) => deliverTo(current, context, messages, batch),
    batch,
  );
  return outcomes?.map((outcome) => withoutEmptyUpdate(outcome, calls));
}

async function deliverTo(
  store: Store,
  context: AttemptContext,
  messages: SignupMessages,
  batch: Batch,
): Promise<readonly Delivered[] | undefined> {
  const { openPlatform, ledger, newCustomers, prefetch, newHolder, now } = batch;
  const platform = await openPlatform(store, context);
  const startedAt = now();
  const [{ ready }] = messages;
  const { signup } = ready;
  const all = messages.map((one) => fit(platform, one.ready));
  const [first, ...others] = all;
  const isOne = others.length === 0;
  const fitted = first && isOne ? first : mergeFitted(all);
  if (!isOne && (mixesConsents(all) || !platform.takesTogether(all, fitted))) return undefined;
  const job = {
    signup,
    fitted,
    platform,
    ledger,
    newCustomers,
    prefetched: prefetch.take(signup),
    now,
    holder: newHolder(),
    sendingUntil: startedAt + context.remainingMs(),
    refusalDays: store.refusalDays,
    ...(ready.isRefusal && { isRefusal: ready.isRefusal }),
    gaveUpFinding: messages.some(({ message }) => hasGivenUpFinding(message, startedAt)),
  };
  if (signup.contacts.length === 0) return [await deliverByVendorId(job)];
  const outcomes = isOne ? [await deliverSignup(job)] : await deliverTogether({ ...job, all });
  const signups = messages.map((one) => one.ready.signup);
  if (signups.some(({ vendorId }) => vendorId !== undefined)) {
    await rememberVendorIds(ledger, signups, outcomes);
  }
  return outcomes;
}

/**
 * Whether one signup grants what another one refuses. Merged, the newer one would hide the other. If that is a grant
 * that is left out, the refusal would be lost.
 */
function mixesConsents(all: readonly Fitted[]): boolean {
  const facts = all.flatMap((one) => one.facts);
  const denied = new Set(facts.filter(isDenial).map(({ key }) => key));
  return facts.some((fact) => isGrant(fact) && denied.has(fact.key));
}

/** A refusal finds its customer by a contact, and must not write that contact: the shop may take no such value. */
function fit(platform: Platform, { signup, isRefusal }: ReadySignup): Fitted {
  const fitted = platform.fit(signup);
  return isRefusal ? { ...fitted, facts: fitted.facts.filter(isDenial) } : fitted;
}

const hasGivenUpFinding = ({ attempts, triesSince }: Message, now: number): boolean =>
  attempts + 1 >= LEAST_FINDS && now - triesSince >= FIND_HORIZON_MS;

/** A platform may find that the customer has all values already: without a write the outcome is `unchanged`. */
function withoutEmptyUpdate(outcome: Delivered, calls: readonly CallRecord[]): Delivered {
  const wrote = calls.some(({ method }) => method !== 'GET');
  return outcome.outcome === 'updated' && !wrote ? { ...outcome, outcome: 'unchanged' } : outcome;
}

/** Brings one signup to its shop. @throws as `deliverRun` does. */
export async function deliverOne(
  message: SignupMessage,
  calls: CallRecord[],
  batch: Batch,
): Promise<Delivered> {
  const [outcome] = (await deliverRun([message], calls, batch)) ?? [];
  if (outcome === undefined) throw new Error('one signup has one outcome');
  return outcome;
}

/** One attempt to call a store. */
interface StoreAttempt extends Asking {
  /** The name that signups use for the store. */
  readonly name: string;
  readonly store: Store;
  /** Gets every call to the shop, in order. */
  readonly calls: CallRecord[];
}

/** Runs one attempt under the store's rate limiter. Where the shop refuses the token, reads the store again, once. */
async function withRateLimit<T>(
  { name, store, calls, lowPriority, waitingSince }: StoreAttempt,
  deliver: (store: Store, context: AttemptContext) => Promise<T>,
  {
    digest,
    limiters,
    remainingMs,
    stores,
  }: Pick<Batch, 'digest' | 'limiters' | 'remainingMs' | 'stores'>,
): Promise<T> {
  const limited = { name, limits: limitsOf(store), tokenMark: tokenMarkOf(store, digest) };
  const permit = limiters.permit(limited, { lowPriority, waitingSince });
  const context: AttemptContext = {
    remainingMs,
    waitForSlot: (call) => permit.waitForSlot(call),
    onCall: (call) => {
      calls.push(call);
      permit.saw(call.status === undefined || call.status >= 500);
    },
  };
  try {
    const refresh = async (): Promise<Store> => stores.refresh(name, store.accessToken);
    const result = await withFreshToken(store, (current) => deliver(current, context), refresh);
    permit.end({ kind: 'other' });
    return result;
  } catch (error) {
    permit.end(endOf(error));
    throw error;
  }
}

/** One hash per reading of a store. With hundreds of stores, the cache of `digest` forgets each of them before its next event. */
const tokenMarks = new WeakMap<Store, string>();

/** Tells one token from another, and does not show it. */
function tokenMarkOf(store: Store, digest: Digest): string {
  const known = tokenMarks.get(store) ?? digest(store.accessToken).slice(0, 16);
  tokenMarks.set(store, known);
  return known;
}

/** The token may have been replaced since the store was read. */
async function withFreshToken<T>(
  store: Store,
  deliver: (store: Store) => Promise<T>,
  refresh: () => Promise<Store>,
): Promise<T> {
  try {
    return await deliver(store);
  } catch (error) {
    if (endOf(error).kind !== 'unauthorized') throw error;
    const fresh = await refresh();
    if (fresh.accessToken === store.accessToken) throw error;
    return deliver(fresh);
  }
}

/** What the error of an attempt says about the store. */
function endOf(error: unknown): AttemptEnd {
  if (!(error instanceof PlatformError)) return { kind: 'other' };
  const { verdict } = error;
  if (verdict.kind === 'wait') return { kind: 'throttled', retryAfterMs: verdict.retryAfterMs };
  return {
    kind: verdict.kind === 'unauthorized' || verdict.kind === 'closed' ? verdict.kind : 'other',
  };
}
