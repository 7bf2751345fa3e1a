import { type Settlement, settle } from '../delivery/settle.ts';
import type { Message } from '../message/message.ts';

export interface SettleTryDeps {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** How long a message is tried before it becomes a dead letter, in milliseconds. */
  readonly horizonMs: number;
}

/** What becomes of a message whose try ended with this error. @param called whether the try called the platform. */
export const settleTry = (
  error: unknown,
  { attempts, triesSince }: Message,
  called: boolean,
  { now, random, horizonMs }: SettleTryDeps,
): Settlement =>
  settle(error, {
    attempts,
    called,
    firstSeenAt: triesSince,
    now: now(),
    horizonMs,
    random: random(),
  });
