import type { ChunkSender } from './sender.ts';
import type { Comebacks } from './returned-letters.ts';
import type { Waves } from '../reading/batches.ts';
import type { ReplayDeps, ReplayOptions } from './options.ts';
import type { ReplayReport } from './report.ts';
import { watch } from '../../letters/watch.ts';

const CANARY_MS = 60_000;
/** Time that is kept for putting everything back, in milliseconds. */
const ENDING_MS = 20_000;
/** Between two looks for letters that came back, in milliseconds. */
const LOOK_MS = 5_000;
/** Chunks in a row of which the queue takes nothing: it is not worth going on. */
const MOST_REFUSED = 5;

export type Stopped = ReplayReport['stopped'];

interface Parts {
  readonly waves: Waves;
  readonly comebacks: Comebacks;
  readonly sender: Pick<ChunkSender, 'sent' | 'refusedInARow'>;
  readonly options: ReplayOptions;
  readonly deps: ReplayDeps;
}

/** Says when a replay has to stop: a person, the time, a canary or too many failures. */
export class ReplayBrakes {
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
    const { waves, comebacks, sender, deps } = this.#parts;
    const isOver = (): boolean => this.#tooMany() || comebacks.all().length >= sender.sent;
    return watch(forMs, { waves, isOver, deps });
  }

  async #look(): Promise<void> {
    const { options, sender, deps, waves } = this.#parts;
    if (this.#isCanary() && sender.sent === options.first) {
      await this.watch(options.canaryMs ?? CANARY_MS);
      this.#watched = true;
    } else if (this.#most < Infinity && sender.sent > 0 && deps.now() - this.#lookedAt >= LOOK_MS) {
      await waves.look();
      this.#lookedAt = deps.now();
    }
  }

  readonly #isCanary = (): boolean => this.#parts.options.first !== undefined && !this.#watched;

  readonly #tooMany = (): boolean => this.#parts.comebacks.all().length > this.#most;
}
