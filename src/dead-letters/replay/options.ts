import type { QueueDepth } from '../ports.ts';
import type { Queue } from '../../message/queue-port.ts';
import type { PredictDeps } from '../predict/predict.ts';
import type { ReadDeps } from '../reading/session.ts';

export interface ReplayOptions {
  /** Without it the replay is a dry run: predictions only. */
  readonly execute: boolean;
  /** Letters per second. @default 50 */
  readonly rate?: number;
  /** Canary: replays this many, waits for returns, and goes on unless too many come back. */
  readonly first?: number;
  /** Stops when more letters than this come back. @default 0 with a canary, otherwise no limit */
  readonly maxFailures?: number;
  /** Also replays letters that will fail, and letters replayed three times already. */
  readonly force?: boolean;
  /** Longest wait for returns of the canary, in milliseconds. @default 60,000 */
  readonly canaryMs?: number;
  /** Longest wait for returns at the end, in milliseconds. @default 0 */
  readonly settleMs?: number;
  /** Leaves the issues out of the report: a letter can have twenty, and a queue 100,000 such letters. */
  readonly brief?: boolean;
}

export interface ReplayDeps extends ReadDeps, PredictDeps {
  readonly queue: Queue;
  /** Depth of the signups queue; without it every wait for returns takes its whole time. */
  readonly signupsDepth?: () => Promise<QueueDepth>;
  /** Time left to finish and to release all letters, in milliseconds. */
  readonly remainingMs?: () => number;
}
