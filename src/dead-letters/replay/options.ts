import type { QueueDepth } from '../ports.ts';
import type { Queue } from '../../message/queue-port.ts';
import type { PredictDeps } from '../predict/deps.ts';
import type { ReadDeps } from '../reading/hold.ts';

export interface ReplayOptions {
  /** Without it nothing is changed: the letters are predicted only. */
  readonly execute: boolean;
  /** Letters per second. @default 50 */
  readonly rate?: number;
  /** Canary: replays so many, watches what becomes of them, and goes on only when not too many come back. */
  readonly first?: number;
  /** Stops when more letters than this come back. @default 0 with a canary, else no limit */
  readonly maxFailures?: number;
  /** Also replays what will fail, and what was replayed three times already. */
  readonly force?: boolean;
  /** How long the canary is watched at most, in milliseconds. @default 60,000 */
  readonly canaryMs?: number;
  /** How long to watch at the end for letters that come back, at most, in milliseconds. @default 0 */
  readonly settleMs?: number;
}

export interface ReplayDeps extends ReadDeps, PredictDeps {
  readonly queue: Queue;
  /** Of the queue that letters go back to; without it a canary is always watched to the end. */
  readonly signupsDepth?: () => Promise<QueueDepth>;
  /** Time until which everything must be back in its place, in milliseconds. */
  readonly remainingMs?: () => number;
}
