import type { LetterFilter } from '../../letter-answers.ts';

/** The letters that an action is for. */
export interface Chosen {
  readonly filter: LetterFilter;
  /** The look that they were chosen from. */
  readonly lookedAt: number;
  readonly count: number;
}
