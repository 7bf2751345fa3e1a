import type { LetterBatches } from '../reading/batches.ts';
import type { ReplayDeps, ReplayOptions } from './options.ts';
import type { ReplayReport } from './report.ts';
import type { ReturnedLetters } from './returned-letters.ts';
import type { BatchSender } from './sender.ts';

const CANARY_MS = 60_000;

/** Time that is kept for putting everything back, in milliseconds. */
const ENDING_MS = 20_000;

/** Between two looks for letters that came back, in milliseconds. */
const LOOK_MS = 5_000;

/** Chunks in a row of which the queue takes nothing: it is not worth going on. */
const MOST_REFUSED = 5;

export type Stopped = ReplayReport['stopped'];

interface Parts {
  readonly batches: LetterBatches;
  readonly returnedLetters: ReturnedLetters;
  readonly sender: Pick<BatchSender, 'sent' | 'refusedInARow'>;
  readonly options: ReplayOptions;
  readonly deps: ReplayDeps;
}

/** Says when a replay has to stop: a person, the time, a canary or too many failures. */
export class StopRules {
  readonly #parts: Parts;
  /** So many letters may come back. */
  readonly #most: number;
  #lookedAt: number;
  #watched = false;

  constructor(parts: Parts) {
    const { maxFailures, first } = parts.options;
    this.#parts = parts;
    this.#most = maxFailures ?? (first === undefined ? Infinity : 0);
    this.#lookedAt = parts.deps.now();
  }

  /** How many letters may go before the next question. */
  get room(): number {
    const { sender, options } = this.#parts;
    return this.#isCanary() ? (options.first ?? 0) - sender.sent : Infinity;
  }

  /** Looks for what came back where it is time to. @returns undefined where it may go on. */
  async whyStop(): Promise<Stopped> {
    const { deps, sender } = this.#parts;
    if (deps.remainingMs !== undefined && deps.remainingMs() < ENDING_MS) return 'time';
    if (deps.signal.aborted) return 'signal';
    await this.#look();
    if (deps.signal.aborted) return 'signal';
    return this.#tooMany() || sender.refusedInARow >= MOST_REFUSED ? 'failures' : undefined;
  }

  /** Watches what becomes of what was sent. */
  watch(forMs: number): Promise<void> {
    const { batches, returnedLetters, sender, deps } = this.#parts;
    const isOver = (): boolean => this.#tooMany() || returnedLetters.all().length >= sender.sent;
    return watch(forMs, { batches, isOver, deps });
  }

  async #look(): Promise<void> {
    const { options, sender, deps, batches } = this.#parts;
    if (this.#isCanary() && sender.sent === options.first) {
      await this.watch(options.canaryMs ?? CANARY_MS);
      this.#watched = true;
    } else if (this.#most < Infinity && sender.sent > 0 && deps.now() - this.#lookedAt >= LOOK_MS) {
      await batches.look();
      this.#lookedAt = deps.now();
    }
  }

  readonly #isCanary = (): boolean => this.#parts.options.first !== undefined && !this.#watched;

  readonly #tooMany = (): boolean => this.#parts.returnedLetters.all().length > this.#most;
}

const PAUSE_MS = 1_000;

/** A message can be between two queues for a moment: one empty look says nothing. */
const QUIET_LOOKS = 2;

interface Watched {
  readonly batches: LetterBatches;
  /** Whether there is nothing left to wait for. */
  readonly isOver: () => boolean;
  readonly deps: Pick<ReplayDeps, 'now' | 'sleep' | 'signal' | 'signupsDepth' | 'remainingMs'>;
}

/** Looks for letters that come back, until all is known, the queue has been empty twice, or the time is over. */
async function watch(forMs: number, { batches, isOver, deps }: Watched): Promise<void> {
  const until = deps.now() + Math.min(forMs, (deps.remainingMs?.() ?? Infinity) - 2 * PAUSE_MS);
  let quiet = 0;
  while (deps.now() < until && !deps.signal.aborted && !isOver() && quiet < QUIET_LOOKS) {
    await deps.sleep(PAUSE_MS);
    quiet = (await isEmpty(deps)) ? quiet + 1 : 0;
    for (let found = await batches.look(); found > 0; found = await batches.look());
  }
}

/** What cannot be asked is not empty. */
async function isEmpty({ signupsDepth }: Watched['deps']): Promise<boolean> {
  const depth = await signupsDepth?.().catch(() => undefined);
  if (depth === undefined) return false;
  return depth.waiting + depth.inFlight + depth.delayed === 0;
}
