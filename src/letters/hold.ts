import type { Letter } from '../dead-letters/letter.ts';

/** The letters in hand, while nobody else can take them. */
export interface Hold {
  /** @returns the next letters, each once; `undefined` where no more can be seen, or somebody wants to stop. */
  next(): Promise<readonly Letter[] | undefined>;
  /** What has arrived since; one quick look. */
  look(): Promise<readonly Letter[]>;
  /** @returns the message ids of those that are gone for sure. */
  remove(letters: readonly Pick<Letter, 'messageId'>[]): Promise<ReadonlySet<string>>;
  /** To be called now and then by whoever works long without taking: keeps all in hand when half of the time is over. */
  renew(): Promise<void>;
  /** Whether every letter was seen that SQS had at the beginning; known when `next` has ended. */
  readonly isComplete: () => boolean;
  /** How many letters SQS said there are. */
  readonly expected: number;
}
