import { type Limit, slowDown } from './slots.ts';
import type { Pause, PauseReason, StoreState } from './state.ts';

const FIRST_GAP_MS = 30_000;

const LONGEST_GAP_MS = 900_000;

/** Calls are counted per this time, in milliseconds. */
export const RECENT_MS = 60_000;

/** So many tokens are remembered. */
const MAX_MARKS = 10;

/** Fewer calls than this say nothing about a shop. */
const LEAST_CALLS = 10;

/** What one batch saw of a store. */
interface Seen {
  readonly calls: number;
  /** Calls without an answer, or with 5xx. */
  readonly failures: number;
}

/** Whether a paused store may be called by one probe. A new token makes one worth while at once. */
export function mayProbe(pause: Pause, tokenMark: string, now: number): boolean {
  const isNewToken = pause.reason === 'unauthorized' && !pause.tokenMarks.includes(tokenMark);
  return now >= pause.probeAt || isNewToken;
}

/** Pauses a store, or takes the next probe of a paused one: the gap to the one after it doubles, from 30 s to 15 min. */
export function pauseStore(
  state: StoreState,
  reason: PauseReason,
  tokenMark: string,
  now: number,
): StoreState {
  const gapMs = state.pause ? Math.min(LONGEST_GAP_MS, state.pause.gapMs * 2) : FIRST_GAP_MS;
  const tokenMarks = withMark(state, tokenMark);
  const pause: Pause = { reason, tokenMarks, gapMs, probeAt: now + gapMs };
  return { ...state, pause };
}

/** Ends a pause; the calls of the bad minute are forgotten with it. */
export function resumeStore({ version, buckets, plannedUntil, slow }: StoreState): StoreState {
  return { version, buckets, plannedUntil, ...(slow && { slow }) };
}

/** Adds what was seen to the current minute. */
export function countCalls(state: StoreState, seen: Seen, now: number): StoreState {
  const current = state.recent && now - state.recent.since < RECENT_MS ? state.recent : undefined;
  const { since, calls, failures } = current ?? { since: now, calls: 0, failures: 0 };
  return {
    ...state,
    recent: { since, calls: calls + seen.calls, failures: failures + seen.failures },
  };
}

/** Most of at least ten calls in a minute failed. */
export const isFailing = ({ recent }: StoreState): boolean =>
  recent !== undefined && recent.calls >= LEAST_CALLS && recent.failures * 2 > recent.calls;

/** The tokens known to be no news, the latest ones: an old function may still use the one before. */
export const withMark = ({ pause }: StoreState, tokenMark: string): readonly string[] =>
  [...(pause?.tokenMarks.filter((mark) => mark !== tokenMark) ?? []), tokenMark].slice(-MAX_MARKS);

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
