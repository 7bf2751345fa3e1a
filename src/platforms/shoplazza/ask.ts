import { askerOf, type AskApi } from '../shared/ask.ts';
import { errorTexts, type Operation, OPERATIONS, verdictOf } from './answers.ts';

export type Ask = AskApi<Operation>;

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
