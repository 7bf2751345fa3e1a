import type { CallRecord } from '../telemetry/call-record.ts';
import { limitsOf } from '../rate-limit/default-limits.ts';
import type { Store } from '../generated/types.ts';
import type { AttemptEnd } from '../rate-limit/limiter-port.ts';
import { PlatformError } from '../delivery/platform-port.ts';
import type { ShopContext } from '../platforms/shared/shop-call.ts';
import type { Batch, DeliverDeps } from './deps.ts';

interface Circumstances {
  readonly batch: Batch;
  /** Gets every call to the shop, in order. */
  readonly calls: CallRecord[];
  /** Whether it comes after everybody else's. */
  readonly lowPriority: boolean;
}

/** A store under the name that its signups use. */
interface NamedStore {
  readonly name: string;
  readonly store: Store;
}

/** One attempt through the store's gate, with a token that is looked up again once when it is refused. */
export async function withRateLimit<T>(
  named: NamedStore,
  { batch, calls, lowPriority }: Circumstances,
  relay: (store: Store, context: ShopContext) => Promise<T>,
  deps: DeliverDeps,
): Promise<T> {
  const { name, store } = named;
  const tokenMark = deps.digest(store.accessToken).slice(0, 16);
  const permit = batch.limiters.permit({ name, limits: limitsOf(store), tokenMark }, lowPriority);
  const context: ShopContext = {
    remainingMs: batch.remainingMs,
    waitForSlot: () => permit.waitForSlot(),
    onCall: (call) => {
      calls.push(call);
      permit.saw(call.status === undefined || call.status >= 500);
    },
  };
  try {
    const result = await withFreshToken(named, (current) => relay(current, context), deps);
    permit.end({ kind: 'other' });
    return result;
  } catch (error) {
    permit.end(endOf(error));
    throw error;
  }
}

/** The token may have been replaced since the store was read: a refused one is looked up again, once. */
async function withFreshToken<T>(
  { name, store }: NamedStore,
  relay: (store: Store) => Promise<T>,
  { stores }: DeliverDeps,
): Promise<T> {
  try {
    return await relay(store);
  } catch (error) {
    if (endOf(error).kind !== 'unauthorized') throw error;
    const fresh = await stores.refresh(name, store.accessToken);
    if (fresh.accessToken === store.accessToken) throw error;
    return relay(fresh);
  }
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
