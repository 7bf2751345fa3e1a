import type { Store } from '../../generated/types.ts';
import { limitsOf } from '../../rate-limit/limiter.ts';

/** How many messages of an import may be on their way. */
export interface Pace {
  /** An outcome was seen. @param calls that it took. */
  readonly learn: (calls: number, at: number) => void;
  /** How many more may be sent now. @param waiting messages without an outcome. */
  readonly room: (waiting: number, now: number) => number;
  readonly took: (count: number) => void;
}

/** What a store drains in this time may wait on the queue, and no more. Milliseconds. */
const WINDOW_MS = 600_000;

/** Messages of one call to SQS. A store that drains nothing gets this many, which find out when it drains again. */
const LEAST = 10;

/** Calls that one row costs, before any outcome was seen. */
const USUAL_CALLS = 2;

const MINUTE_MS = 60_000;

/**
 * Sends no faster than the store's limits allow, and keeps at most ten minutes of its work on the queue. So no message
 * waits long enough to run into the retry horizon, however long the file is.
 *
 * @param startedAt milliseconds since the epoch.
 */
export function createPace(store: Store, startedAt: number): Pace {
  const perSecond = Math.min(...limitsOf(store).map((limit) => limit.perSecond));
  let seen = 0;
  let calls = 0;
  let sentAt = startedAt;
  let credit = LEAST;
  const endedIn = new Map<number, number>();
  const rowsPerMs = (): number => {
    // A few outcomes say little.
    const each = seen < LEAST ? USUAL_CALLS : Math.max(1, calls / seen);
    return perSecond / each / 1_000;
  };
  const drained = (now: number): number => {
    let sum = 0;
    for (const [minute, count] of endedIn) {
      if ((minute + 1) * MINUTE_MS < now - WINDOW_MS) endedIn.delete(minute);
      else sum += count;
    }
    return sum;
  };
  const most = (now: number): number => {
    const byLimit = rowsPerMs() * WINDOW_MS;
    // After ten minutes it is known how much the store really drains beside its live signups.
    const known = now - startedAt < WINDOW_MS ? byLimit : drained(now);
    return Math.max(LEAST, Math.min(byLimit, known));
  };
  return {
    learn: (spent, at) => {
      seen += 1;
      calls += spent;
      const minute = Math.floor(at / MINUTE_MS);
      endedIn.set(minute, (endedIn.get(minute) ?? 0) + 1);
    },
    room: (waiting, now) => {
      credit = Math.min(2 * LEAST + rowsPerMs() * 5_000, credit + (now - sentAt) * rowsPerMs());
      sentAt = now;
      return Math.max(0, Math.min(Math.floor(credit), Math.floor(most(now)) - waiting));
    },
    took: (count) => {
      credit -= count;
    },
  };
}
