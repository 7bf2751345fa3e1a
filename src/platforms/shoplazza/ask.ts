import type { PlatformError } from '../../delivery/platform-port.ts';
import type { HttpAnswer } from '../../http/http.ts';
import { type AskApi, createAskApi, unreadableAnswer } from '../shared/ask.ts';
import type { ShopCall } from '../shared/shop-call.ts';
import { errorTexts, type Operation, OPERATIONS, verdictOf } from './answers.ts';

export type Ask = AskApi<Operation>;

/** Calls whose failures become the verdicts of Shoplazza's error table. */
export const createAsk = (call: ShopCall): Ask =>
  createAskApi(call, {
    operations: OPERATIONS,
    verdictOf,
    errorTexts,
    hints: {
      unauthorized: 'the token is wrong or has expired',
      forbidden: 'the token lacks the scope read_customer or write_customer',
      wrongAddress: "the store's baseUrl is wrong, or Shoplazza has retired its API version",
    },
  });

/** The error for a success with a body that cannot be read. */
export const unreadable = (operation: Operation, answer: HttpAnswer): PlatformError =>
  unreadableAnswer(operation, OPERATIONS[operation], answer);
