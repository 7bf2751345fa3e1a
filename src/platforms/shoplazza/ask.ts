import { askerOf, type AskApi } from '../shared/ask.ts';
import type { ShoplazzaVersion } from '../versions.ts';
import { errorTexts, type Operation, OPERATIONS, verdictOf } from './answers.ts';

type Ask = AskApi<Operation>;

/** The calls of one attempt, and the version that they are in. */
export interface Conversation {
  readonly ask: Ask;
  readonly version: ShoplazzaVersion;
}

/** Calls whose failures become the verdicts of Shoplazza's error table. */
export const { createAsk, unreadable } = askerOf<Operation>({
  operations: OPERATIONS,
  verdictOf,
  errorTexts,
  hints: {
    unauthorized: 'the token is wrong or has expired',
    forbidden: 'the token lacks the scope read_customer or write_customer',
    wrongAddress: "the store's baseUrl is wrong, or Shoplazza has retired its API version",
  },
});
