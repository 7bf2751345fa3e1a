import type { LetterSummary } from '../dead-letters/letter.ts';

type Expiring = Pick<LetterSummary, 'expiresAt' | 'messageId'>;

/** The letters that SQS deletes first come first; the same letters always come in the same order. */
export const byExpiry = (a: Expiring, b: Expiring): number =>
  a.expiresAt - b.expiresAt || (a.messageId < b.messageId ? -1 : 1);
