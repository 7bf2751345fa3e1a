import { COLD } from './cold/cold-part.ts';
import { CONSUME } from './consume/consume-part.ts';
import { DRAIN } from './drain/drain-part.ts';
import { GROWTH } from './growth/growth-part.ts';
import { LETTERS } from './letters/letters-part.ts';
import { LOCAL } from './local/local-part.ts';
import { CALLS } from './metered/calls-part.ts';
import { MONEY } from './money/money-part.ts';
import { PROFILE } from './profile/profile-part.ts';
import { RECEIVE } from './receive/receive-part.ts';
import type { Part } from './row.ts';
import { SWAP } from './swap/swap-part.ts';

/** In the order of the table. */
export const PARTS: readonly Part[] = [
  CONSUME,
  RECEIVE,
  COLD,
  DRAIN,
  CALLS,
  GROWTH,
  LOCAL,
  LETTERS,
  MONEY,
];
/** Run with `--only`. */
export const EXTRA_PARTS: readonly Part[] = [PROFILE, SWAP];
