import type { DeadLetter, DeadLetters, InHand } from '../dead-letters/ports.ts';
import type { ReadDeps } from './read-deps.ts';

/** What was taken and neither removed nor put back yet. Renews the time in hand before half of it is over. */
export class Hand {
  readonly #deadLetters: DeadLetters;
  readonly #now: () => number;
  readonly #seconds: number;
  readonly #held = new Map<string, InHand>();
  readonly #removed = new Set<string>();
  #renewedAt: number;

  /** @param seconds how long a letter stays in hand. */
  constructor({ deadLetters, now }: Pick<ReadDeps, 'deadLetters' | 'now'>, seconds: number) {
    this.#deadLetters = deadLetters;
    this.#now = now;
    this.#seconds = seconds;
    this.#renewedAt = now();
  }

  /** Takes once, or several times at once. @throws WaitError the queue cannot be reached. */
  async take(patiently: boolean, count: number): Promise<readonly DeadLetter[]> {
    await this.renew();
    const takes = Array.from({ length: count }, () =>
      this.#deadLetters.take(this.#seconds, patiently),
    );
    const taken = (await Promise.all(takes)).flat();
    for (const { messageId, receipt } of taken) this.#held.set(messageId, { messageId, receipt });
    // SQS may deliver a removed message once more.
    const undead = taken.filter(({ messageId }) => this.#removed.has(messageId));
    if (undead.length > 0) await this.remove(undead);
    return taken;
  }

  /** @returns the message ids of those that are gone for sure. */
  async remove(letters: readonly { readonly messageId: string }[]): Promise<ReadonlySet<string>> {
    const receipts = letters.flatMap(({ messageId }) => this.#held.get(messageId) ?? []);
    const gone = await this.#deadLetters.remove(receipts);
    for (const id of gone) {
      this.#held.delete(id);
      this.#removed.add(id);
    }
    return gone;
  }

  async renew(): Promise<void> {
    if (this.#held.size === 0 || this.#now() - this.#renewedAt < this.#seconds * 500) return;
    this.#renewedAt = this.#now();
    // What slips out of the hand comes back to the queue: late renewal loses nothing.
    await this.#deadLetters.keep([...this.#held.values()], this.#seconds).catch(() => undefined);
  }

  /** Never rejects. */
  async putBack(): Promise<void> {
    await this.#deadLetters.putBack([...this.#held.values()]).catch(() => undefined);
  }
}
