import type { Letter } from '../letter.ts';
import type { Hold, ReadDeps } from '../reading/hold.ts';
import { replayCopy } from './copy.ts';
import type { Judged } from './judge.ts';
import type { ReplayDeps } from './options.ts';
import { replayedLetter, type ReplayedLetter } from './report.ts';
import type { ReturnedLetters } from './returned-letters.ts';

const BACK_OFF_MS = 500;

interface Parts {
  readonly hold: Hold;
  readonly returnedLetters: ReturnedLetters;
  /** Milliseconds since the epoch. */
  readonly replayedAt: number;
  /** Letters per second. */
  readonly rate: number;
  readonly deps: Pick<ReplayDeps, 'queue' | 'now' | 'sleep'>;
}

/** Moves a few letters at a time: the copy first, seen confirmed, then the letter goes. */
export class BatchSender {
  readonly #parts: Parts;
  readonly #pace: (count: number) => Promise<void>;
  #lingering: readonly Letter[] = [];
  #sent = 0;
  #refusedInARow = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#pace = createPace(parts.rate, parts.deps);
  }

  /** Letters whose copy is on the queue. */
  get sent(): number {
    return this.#sent;
  }

  /** The latest chunks of which the queue took nothing. */
  get refusedInARow(): number {
    return this.#refusedInARow;
  }

  async send(chunk: readonly Judged[], onLetter: (letter: ReplayedLetter) => void): Promise<void> {
    const { hold, returnedLetters, replayedAt, deps } = this.#parts;
    await this.#pace(chunk.length);
    await hold.renew();
    const copies = chunk.map(({ letter }) => replayCopy(letter, replayedAt));
    const confirmed = await deps.queue.send(copies);
    const done = chunk
      .map(({ letter }) => letter)
      .filter(({ messageId }) => confirmed.has(messageId));
    for (const letter of done) returnedLetters.sent(letter);
    const gone = await hold.remove(done).catch(() => new Set<string>());
    this.#lingering = [...this.#lingering, ...done.filter((one) => !gone.has(one.messageId))];
    for (const each of chunk) onLetter(movedLetter(each, confirmed, gone));
    await this.#count(done.length);
  }

  /** Tries once more to remove what could not be removed. */
  async removeLingering(): Promise<void> {
    if (this.#lingering.length === 0) return;
    await this.#parts.hold.remove(this.#lingering).catch(() => undefined);
  }

  async #count(done: number): Promise<void> {
    this.#sent += done;
    this.#refusedInARow = done === 0 ? this.#refusedInARow + 1 : 0;
    if (this.#refusedInARow === 0) return;
    await this.#parts.deps.sleep(BACK_OFF_MS * 2 ** (this.#refusedInARow - 1));
  }
}

function movedLetter(
  each: Judged,
  confirmed: ReadonlySet<string>,
  gone: ReadonlySet<string>,
): ReplayedLetter {
  const { messageId } = each.letter;
  if (!confirmed.has(messageId)) return replayedLetter(each, 'left', 'the queue did not take it');
  if (gone.has(messageId)) return replayedLetter(each, 'replayed');
  return replayedLetter(each, 'replayed', 'it could not be taken out of the dead letters yet');
}

/** Resolves when the next `count` letters may go. @param rate letters per second. */
function createPace(
  rate: number,
  { now, sleep }: Pick<ReadDeps, 'now' | 'sleep'>,
): (count: number) => Promise<void> {
  let next = 0;
  return async (count) => {
    const wait = next - now();
    next = Math.max(next, now()) + (count * 1_000) / rate;
    if (wait > 0) await sleep(wait);
  };
}
