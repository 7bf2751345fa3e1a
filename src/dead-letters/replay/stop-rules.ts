import type { LetterBatches } from '../reading/batches.ts';
import type { ReplayDeps, ReplayOptions } from './options.ts';
import type { ReplayReport } from './report.ts';
import type { ReturnedLetters } from './returned-letters.ts';
import type { BatchSender } from './sender.ts';

const CANARY_MS = 60_000;

/** Reserved for releasing all letters before the time ends, in milliseconds. */
const ENDING_MS = 20_000;

/** Between two polls for returned letters while sending, in milliseconds. */
const POLL_MS = 5_000;

/** After this many send batches in a row without a confirmed copy, more tries are useless. */
const MAX_REFUSED = 5;

export type Stopped = ReplayReport['stopped'];

interface StopRulesParts {
  readonly batches: LetterBatches;
  readonly returnedLetters: ReturnedLetters;
  readonly sender: Pick<BatchSender, 'sent' | 'refusedInARow'>;
  readonly options: ReplayOptions;
  readonly deps: Pick<ReplayDeps, 'now' | 'sleep' | 'signal' | 'signupsDepth' | 'remainingMs'>;
}

/** Stops a replay on an abort, at the end of its time, or when too many letters come back. */
export class StopRules {
  readonly #parts: StopRulesParts;
  /** More returned letters than this stop the replay. */
  readonly #maxReturned: number;
  #polledAt: number;
  #isCanaryOver = false;

  constructor(parts: StopRulesParts) {
    const { maxFailures, first } = parts.options;
    this.#parts = parts;
    this.#maxReturned = maxFailures ?? (first === undefined ? Infinity : 0);
    this.#polledAt = parts.deps.now();
  }

  /** How many letters may be sent before the next `whyStop`. */
  get room(): number {
    const { sender, options } = this.#parts;
    return this.#isCanary() ? (options.first ?? 0) - sender.sent : Infinity;
  }

  /** Polls for returned letters when it is time. @returns undefined if the replay may go on. */
  async whyStop(): Promise<Stopped> {
    const { deps, sender } = this.#parts;
    if (deps.remainingMs !== undefined && deps.remainingMs() < ENDING_MS) return 'time';
    if (deps.signal.aborted) return 'signal';
    await this.#poll();
    if (deps.signal.aborted) return 'signal';
    return this.#tooMany() || sender.refusedInARow >= MAX_REFUSED ? 'failures' : undefined;
  }

  /** Waits until all sent letters have come back, too many have, the signups queue is empty, or `forMs` is over. */
  waitForReturns(forMs: number): Promise<void> {
    const { batches, returnedLetters, sender, deps } = this.#parts;
    const isOver = (): boolean => this.#tooMany() || returnedLetters.all().length >= sender.sent;
    return waitForReturns(forMs, { batches, isOver, deps });
  }

  async #poll(): Promise<void> {
    const { options, sender, deps, batches } = this.#parts;
    const isDue = deps.now() - this.#polledAt >= POLL_MS;
    if (this.#isCanary() && sender.sent === options.first) {
      await this.waitForReturns(options.canaryMs ?? CANARY_MS);
      this.#isCanaryOver = true;
    } else if (this.#maxReturned < Infinity && sender.sent > 0 && isDue) {
      await batches.poll();
      this.#polledAt = deps.now();
    }
  }

  readonly #isCanary = (): boolean =>
    this.#parts.options.first !== undefined && !this.#isCanaryOver;

  readonly #tooMany = (): boolean => this.#parts.returnedLetters.all().length > this.#maxReturned;
}

const PAUSE_MS = 1_000;

/** A message on its way between two queues is in neither for a moment, so one empty answer proves nothing. */
const EMPTY_ANSWERS = 2;

interface Wait {
  readonly batches: LetterBatches;
  /** Whether no further letter can come back. */
  readonly isOver: () => boolean;
  readonly deps: Pick<ReplayDeps, 'now' | 'sleep' | 'signal' | 'signupsDepth' | 'remainingMs'>;
}

async function waitForReturns(forMs: number, { batches, isOver, deps }: Wait): Promise<void> {
  const until = deps.now() + Math.min(forMs, (deps.remainingMs?.() ?? Infinity) - 2 * PAUSE_MS);
  let empty = 0;
  while (deps.now() < until && !deps.signal.aborted && !isOver() && empty < EMPTY_ANSWERS) {
    await deps.sleep(PAUSE_MS);
    empty = (await isEmpty(deps)) ? empty + 1 : 0;
    for (let found = await batches.poll(); found > 0; found = await batches.poll());
  }
}

/** A queue that cannot be asked does not count as empty. */
async function isEmpty({ signupsDepth }: StopRulesParts['deps']): Promise<boolean> {
  const depth = await signupsDepth?.().catch(() => undefined);
  if (depth === undefined) return false;
  return depth.waiting + depth.inFlight + depth.delayed === 0;
}
