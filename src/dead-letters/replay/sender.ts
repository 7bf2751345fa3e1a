import type { DeadLetter } from '../letter.ts';
import type { ReadingSession } from '../reading/session.ts';
import { replayCopy } from './copy.ts';
import type { Judged } from './judge.ts';
import type { ReplayDeps } from './options.ts';
import { replayedLetter, type ReplayedLetter } from './report.ts';
import type { ReturnedLetters } from './returned-letters.ts';

const BACK_OFF_MS = 500;

interface BatchSenderParts {
  readonly session: ReadingSession;
  readonly returnedLetters: ReturnedLetters;
  /** Milliseconds since the epoch. */
  readonly replayedAt: number;
  /** Letters per second. */
  readonly rate: number;
  readonly deps: Pick<ReplayDeps, 'queue' | 'now' | 'sleep'>;
}

/** Sends small batches: first the copies, then it removes each letter whose copy SQS confirmed. */
export class BatchSender {
  readonly #parts: BatchSenderParts;
  readonly #pace: (count: number) => Promise<void>;
  #unremoved: readonly DeadLetter[] = [];
  #sent = 0;
  #refusedInARow = 0;

  constructor(parts: BatchSenderParts) {
    this.#parts = parts;
    this.#pace = createPace(parts.rate, parts.deps);
  }

  /** Letters whose copy is on the queue. */
  get sent(): number {
    return this.#sent;
  }

  /** The latest send batches of which the queue confirmed nothing. */
  get refusedInARow(): number {
    return this.#refusedInARow;
  }

  async send(
    sendBatch: readonly Judged[],
    onLetter: (letter: ReplayedLetter) => void,
  ): Promise<void> {
    const { session, returnedLetters, replayedAt, deps } = this.#parts;
    await this.#pace(sendBatch.length);
    await session.renew();
    const copies = sendBatch.map(({ letter }) => replayCopy(letter, replayedAt));
    const confirmed = await deps.queue.send(copies);
    const sent = sendBatch
      .map(({ letter }) => letter)
      .filter(({ messageId }) => confirmed.has(messageId));
    for (const letter of sent) returnedLetters.sent(letter);
    const gone = await session.remove(sent).catch(() => new Set<string>());
    this.#unremoved = [...this.#unremoved, ...sent.filter((one) => !gone.has(one.messageId))];
    for (const each of sendBatch) onLetter(sentLetter(each, confirmed, gone));
    await this.#count(sent.length);
  }

  /** Tries once more to remove the letters whose removal failed. */
  async retryRemovals(): Promise<void> {
    if (this.#unremoved.length === 0) return;
    await this.#parts.session.remove(this.#unremoved).catch(() => undefined);
  }

  async #count(sent: number): Promise<void> {
    this.#sent += sent;
    this.#refusedInARow = sent === 0 ? this.#refusedInARow + 1 : 0;
    if (this.#refusedInARow === 0) return;
    await this.#parts.deps.sleep(BACK_OFF_MS * 2 ** (this.#refusedInARow - 1));
  }
}

function sentLetter(
  each: Judged,
  confirmed: ReadonlySet<string>,
  gone: ReadonlySet<string>,
): ReplayedLetter {
  const { messageId } = each.letter;
  if (!confirmed.has(messageId)) return replayedLetter(each, 'left', 'the queue did not take it');
  if (gone.has(messageId)) return replayedLetter(each, 'replayed');
  return replayedLetter(each, 'replayed', 'it could not be removed from the dead letters yet');
}

/** Resolves when the next `count` letters may be sent. @param rate letters per second. */
function createPace(
  rate: number,
  { now, sleep }: Pick<ReplayDeps, 'now' | 'sleep'>,
): (count: number) => Promise<void> {
  let next = 0;
  return async (count) => {
    const wait = next - now();
    next = Math.max(next, now()) + (count * 1_000) / rate;
    if (wait > 0) await sleep(wait);
  };
}
