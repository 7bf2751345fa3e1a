import {
  countCalls,
  isFailing,
  pauseStore,
  resumeStore,
  withMark,
} from '../rate-limit/circuit-breaker.ts';
import type { PauseReason, StoreState } from '../rate-limit/state.ts';
import { type Limit, slowDown } from '../rate-limit/slots.ts';

/** What one batch saw of a store. */
export interface BatchSeen {
  calls: number;
  /** Calls of the minute before, by batches that had nothing to tell. */
  earlierCalls: number;
  /** Calls without an answer, or with 5xx. */
  failures: number;
  isProbe: boolean;
  pause?: PauseReason;
  throttled?: { readonly retryAfterMs: number | undefined };
}

interface Circumstances {
  readonly limits: readonly Limit[];
  readonly tokenMark: string;
  readonly now: number;
}

/** The state of a store after what a batch saw: slower, paused or resumed. Pure. */
export function recordBatch(
  state: StoreState,
  seen: BatchSeen,
  { limits, tokenMark, now }: Circumstances,
): StoreState {
  const { calls, earlierCalls, failures } = seen;
  const counted = countCalls(state, { calls: calls + earlierCalls, failures }, now);
  const slowed = seen.throttled
    ? slowDown(counted, limits, { now, retryAfterMs: seen.throttled.retryAfterMs })
    : counted;
  if (seen.pause) {
    // The probe has set the next one already, and so has whoever paused the store before us.
    return state.pause
      ? {
          ...slowed,
          pause: { ...state.pause, reason: seen.pause, tokenMarks: withMark(state, tokenMark) },
        }
      : pauseStore(slowed, seen.pause, tokenMark, now);
  }
  if (state.pause) return seen.isProbe && isHealthy(seen) ? resumeStore(slowed) : slowed;
  return isFailing(slowed) ? pauseStore(slowed, 'failing', tokenMark, now) : slowed;
}

const isHealthy = ({ calls, failures }: BatchSeen): boolean => calls > 0 && failures === 0;
