import { askerOf, type AskApi } from '../shared/ask.ts';
import { errorTexts, type Operation, OPERATIONS, verdictOf } from './answers.ts';

export type Ask = AskApi<Operation>;

/** Calls whose failures become the verdicts of SHOPLINE's error table. */
export const { createAsk, unreadable } = askerOf<Operation>({
  operations: OPERATIONS,
  verdictOf,
  errorTexts,
  hints: {
    unauthorized:
      'the token is wrong or has expired, or does not allow this IP address; --param egress=fixed gives the relay a fixed one',
    forbidden: 'the token lacks the permission for customers',
    wrongAddress: "the store's baseUrl is wrong",
  },
});
