import type { LetterReason } from '../dead-letters/letter.ts';

/** Answers of the shop to a write: reading does not tell whether it would give them again. */
export const WRITE_REASONS: ReadonlySet<LetterReason> = new Set(['rejected', 'contact_taken']);

/** Answers of the shop: our checks passed before, so that they pass again says little. */
export const SHOP_REASONS: ReadonlySet<LetterReason> = new Set([
  ...WRITE_REASONS,
  'identity_conflict',
  'customer_not_found',
  'unauthorized',
]);
