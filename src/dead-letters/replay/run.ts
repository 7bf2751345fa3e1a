import type { BatchSender } from './sender.ts';
import type { Judged } from './judge.ts';
import type { OnProgress } from '../reading/progress.ts';
import type { StopRules, Stopped } from './stop-rules.ts';
import type { ReplayOptions } from './options.ts';
import { HELD_BACK, replayedLetter, type ReplayedLetter } from './report.ts';

/** As many as SQS takes in one call. */
const CHUNK = 10;

type OnLetter = (letter: ReplayedLetter) => void;

interface Parts {
  readonly sender: BatchSender;
  readonly stopRules: StopRules;
  readonly rate: number;
  readonly options: Pick<ReplayOptions, 'execute' | 'settleMs'>;
}

/** Replays wave after wave, until something stops it. */
export class BatchReplay {
  readonly #parts: Parts;
  #stopped: Stopped;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get stopped(): Stopped {
    return this.#stopped;
  }

  /** Says of each letter of the wave what was done with it. */
  async replay(wave: readonly Judged[], onLetter: OnLetter): Promise<void> {
    for (const each of wave) {
      if (each.leaveBecause !== undefined)
        onLetter(replayedLetter(each, 'left', each.leaveBecause));
    }
    const going = wave.filter(({ leaveBecause }) => leaveBecause === undefined);
    const rest = this.#parts.options.execute ? await this.#send(going, onLetter) : going;
    const why = this.#stopped === undefined ? 'dry run' : HELD_BACK[this.#stopped];
    for (const each of rest) onLetter(replayedLetter(each, 'held back', why));
  }

  /** Watches what comes back, and tries once more to remove what could not be removed. */
  async end(onProgress: OnProgress): Promise<void> {
    const { sender, stopRules, options } = this.#parts;
    const { settleMs = 0 } = options;
    await sender.removeLingering();
    if (sender.sent === 0 || settleMs === 0 || this.#stopped !== undefined) return;
    onProgress({ phase: 'watching', done: 0 });
    await stopRules.watch(settleMs);
  }

  /** @returns those that did not get their turn. */
  async #send(going: readonly Judged[], onLetter: OnLetter): Promise<readonly Judged[]> {
    const { sender, stopRules, rate } = this.#parts;
    for (let at = 0; at < going.length;) {
      this.#stopped = await stopRules.whyStop();
      if (this.#stopped !== undefined) return going.slice(at);
      const size = Math.min(CHUNK, Math.max(1, Math.ceil(rate)), stopRules.room);
      const chunk = going.slice(at, at + size);
      await sender.send(chunk, onLetter);
      at += chunk.length;
    }
    return [];
  }
}
