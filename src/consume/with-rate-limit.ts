import { PlatformError } from '../delivery/platform-port.ts';
import type { Store } from '../generated/types.ts';
import { limitsOf } from '../rate-limit/default-limits.ts';
import type { AttemptEnd } from '../rate-limit/limiter-port.ts';
import type { CallRecord } from '../telemetry/call-record.ts';
import type { AttemptContext } from '../platforms/shared/shop-call.ts';
import type { Batch } from './deps.ts';

/** One attempt to call a store. */
interface StoreAttempt {
  /** The name that signups use for the store. */
  readonly name: string;
  readonly store: Store;
  /** Gets every call to the shop, in order. */
  readonly calls: CallRecord[];
  /** Replays and imports use only what new signups leave free. */
  readonly lowPriority: boolean;
}

/** Runs one attempt under the store's rate limiter. Where the shop refuses the token, reads the store again, once. */
export async function withRateLimit<T>(
  { name, store, calls, lowPriority }: StoreAttempt,
  deliver: (store: Store, context: AttemptContext) => Promise<T>,
  {
    digest,
    limiters,
    remainingMs,
    stores,
  }: Pick<Batch, 'digest' | 'limiters' | 'remainingMs' | 'stores'>,
): Promise<T> {
  const tokenMark = digest(store.accessToken).slice(0, 16);
  const permit = limiters.permit({ name, limits: limitsOf(store), tokenMark }, lowPriority);
  const context: AttemptContext = {
    remainingMs,
    waitForSlot: () => permit.waitForSlot(),
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
