import { MAX_BATCH_ENTRIES } from '../../util/sqs-limits.ts';
import type { OnProgress } from '../reading/session.ts';
import type { Judged } from './judge.ts';
import type { ReplayOptions } from './options.ts';
import { HELD_BACK, replayedLetter, type ReplayedLetter } from './report.ts';
import type { BatchSender } from './sender.ts';
import type { Stopped, StopRules } from './stop-rules.ts';

type OnLetter = (letter: ReplayedLetter) => void;

interface BatchReplayParts {
  readonly sender: BatchSender;
  readonly stopRules: StopRules;
  readonly rate: number;
  readonly options: Pick<ReplayOptions, 'execute' | 'settleMs'>;
}

/** Replays batch after batch until a stop rule applies. */
export class BatchReplay {
  readonly #parts: BatchReplayParts;
  #stopped: Stopped;

  constructor(parts: BatchReplayParts) {
    this.#parts = parts;
  }

  get stopped(): Stopped {
    return this.#stopped;
  }

  /** @param onLetter called once for each letter of the batch. */
  async replay(batch: readonly Judged[], onLetter: OnLetter): Promise<void> {
    for (const each of batch) {
      if (each.leaveBecause !== undefined)
        onLetter(replayedLetter(each, 'left', each.leaveBecause));
    }
    const toSend = batch.filter(({ leaveBecause }) => leaveBecause === undefined);
    const unsent = this.#parts.options.execute ? await this.#send(toSend, onLetter) : toSend;
    const why = this.#stopped === undefined ? 'dry run' : HELD_BACK[this.#stopped];
    for (const each of unsent) onLetter(replayedLetter(each, 'held back', why));
  }

  /** Retries failed removals, then waits for letters that come back. */
  async end(onProgress: OnProgress): Promise<void> {
    const { sender, stopRules, options } = this.#parts;
    const { settleMs = 0 } = options;
    await sender.retryRemovals();
    if (sender.sent === 0 || settleMs === 0 || this.#stopped !== undefined) return;
    onProgress({ phase: 'waiting', done: 0 });
    await stopRules.waitForReturns(settleMs);
  }

  /** @returns the letters that were not sent. */
  async #send(toSend: readonly Judged[], onLetter: OnLetter): Promise<readonly Judged[]> {
    const { sender, stopRules, rate } = this.#parts;
    for (let at = 0; at < toSend.length;) {
      this.#stopped = await stopRules.whyStop();
      if (this.#stopped !== undefined) return toSend.slice(at);
      const size = Math.min(MAX_BATCH_ENTRIES, Math.max(1, Math.ceil(rate)), stopRules.room);
      const sendBatch = toSend.slice(at, at + size);
      await sender.send(sendBatch, onLetter);
      at += sendBatch.length;
    }
    return [];
  }
}
