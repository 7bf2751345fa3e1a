import type { DeadLetterMessage, DeadLetters, Receipt } from '../ports.ts';

/**
 * The visibility lease on all messages that one session received. While it lasts, no other consumer receives them.
 * Renewed before half of its time is over.
 */
export class VisibilityLease {
  readonly #deadLetters: DeadLetters;
  readonly #now: () => number;
  readonly #seconds: number;
  readonly #receipts = new Map<string, Receipt>();
  readonly #removed = new Set<string>();
  #renewedAt: number;

  /** @param seconds how long a received message stays invisible to others. */
  constructor(deadLetters: DeadLetters, now: () => number, seconds: number) {
    this.#deadLetters = deadLetters;
    this.#now = now;
    this.#seconds = seconds;
    this.#renewedAt = now();
  }

  /** Makes `count` receive calls in parallel. @throws WaitError the queue cannot be reached. */
  async receive(longPoll: boolean, count: number): Promise<readonly DeadLetterMessage[]> {
    await this.renew();
    const calls = Array.from({ length: count }, () =>
      this.#deadLetters.receive(this.#seconds, longPoll),
    );
    const received = (await Promise.all(calls)).flat();
    for (const { messageId, receipt } of received)
      this.#receipts.set(messageId, { messageId, receipt });
    // SQS may deliver a removed message once more.
    const deliveredAgain = received.filter(({ messageId }) => this.#removed.has(messageId));
    if (deliveredAgain.length > 0) await this.remove(deliveredAgain);
    return received;
  }

  /** @returns the message ids whose removal SQS confirmed. */
  async remove(letters: readonly Pick<Receipt, 'messageId'>[]): Promise<ReadonlySet<string>> {
    const receipts = letters.flatMap(({ messageId }) => this.#receipts.get(messageId) ?? []);
    const gone = await this.#deadLetters.remove(receipts);
    for (const id of gone) {
      this.#receipts.delete(id);
      this.#removed.add(id);
    }
    return gone;
  }

  async renew(): Promise<void> {
    const isEarly = this.#now() - this.#renewedAt < this.#seconds * 500;
    if (this.#receipts.size === 0 || isEarly) return;
    this.#renewedAt = this.#now();
    // A message whose lease runs out becomes visible again, so a failed renewal loses nothing.
    const receipts = [...this.#receipts.values()];
    await this.#deadLetters.renew(receipts, this.#seconds).catch(() => undefined);
  }

  /** Makes all messages visible again. Never rejects. */
  async release(): Promise<void> {
    await this.#deadLetters.release([...this.#receipts.values()]).catch(() => undefined);
  }
}
