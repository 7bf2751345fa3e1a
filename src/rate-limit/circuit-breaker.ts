import type { LimitedStore } from './limiter-port.ts';
import { slowDown } from './slots.ts';
import type { Pause, PauseReason, StoreState } from './state.ts';

const FIRST_GAP_MS = 30_000;

const LONGEST_GAP_MS = 900_000;

/** The period over which calls are counted, in milliseconds. */
export const RECENT_MS = 60_000;

/** How many tokens are remembered. */
const MAX_MARKS = 10;

/** Fewer calls than this are too few for a verdict. */
const LEAST_CALLS = 10;

/** Whether one probe may call a paused store. A new token allows one at once. */
export function mayProbe(pause: Pause, tokenMark: string, now: number): boolean {
  const isNewToken = pause.reason === 'unauthorized' && !pause.tokenMarks.includes(tokenMark);
  return now >= pause.probeAt || isNewToken;
}

/** Pauses a store, or claims the next probe of a paused one. Each claim doubles the gap to the next, from 30 s to 15 min. */
export function pauseStore(
  state: StoreState,
  reason: PauseReason,
  tokenMark: string,
  now: number,
): StoreState {
  const gapMs = state.pause ? Math.min(LONGEST_GAP_MS, state.pause.gapMs * 2) : FIRST_GAP_MS;
  const tokenMarks = withMark(state, tokenMark);
  const since = state.pause ? state.pause.since : now;
  const began = since === undefined ? {} : { since };
  const pause: Pause = { reason, ...began, tokenMarks, gapMs, probeAt: now + gapMs };
  return { ...state, pause };
}

/** Ends a pause and forgets the calls of the bad minute. */
export function resumeStore({ version, buckets, plannedUntil, slow }: StoreState): StoreState {
  return { version, buckets, plannedUntil, ...(slow && { slow }) };
}

/** Adds the calls of a batch to the current minute. */
export function countCalls(
  state: StoreState,
  seen: Pick<BatchSeen, 'calls' | 'failures'>,
  now: number,
): StoreState {
  const current = state.recent && now - state.recent.since < RECENT_MS ? state.recent : undefined;
  const { since, calls, failures } = current ?? { since: now, calls: 0, failures: 0 };
  return {
    ...state,
    recent: { since, calls: calls + seen.calls, failures: failures + seen.failures },
  };
}

/** Whether more than half of at least ten calls in a minute failed. */
export const isFailing = ({ recent }: StoreState): boolean =>
  recent !== undefined && recent.calls >= LEAST_CALLS && recent.failures * 2 > recent.calls;

/** The latest tokens in use since the pause began. An older function instance may still use the one before. */
export const withMark = ({ pause }: StoreState, tokenMark: string): readonly string[] =>
  [...(pause?.tokenMarks.filter((mark) => mark !== tokenMark) ?? []), tokenMark].slice(-MAX_MARKS);

/** What one batch observed of a store. */
export interface BatchSeen {
  calls: number;
  /** Calls of earlier batches in this minute that were not recorded yet. */
  earlierCalls: number;
  /** Calls without an answer, or with 5xx. */
  failures: number;
  isProbe: boolean;
  pause?: PauseReason;
  throttled?: { readonly retryAfterMs: number | undefined };
}

/** Records a batch in the state of its store: slows, pauses or resumes the store. Pure. */
export function recordBatch(
  state: StoreState,
  seen: BatchSeen,
  { limits, tokenMark }: Pick<LimitedStore, 'limits' | 'tokenMark'>,
  now: number,
): StoreState {
  const { calls, earlierCalls, failures } = seen;
  const counted = countCalls(state, { calls: calls + earlierCalls, failures }, now);
  const slowed = seen.throttled
    ? slowDown(counted, limits, { now, retryAfterMs: seen.throttled.retryAfterMs })
    : counted;
  if (seen.pause) {
    // A paused store has its next probe time already, from this probe or from another batch.
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
