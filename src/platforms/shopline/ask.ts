import type { HttpAnswer } from '../../http/http.ts';
import type { PlatformError } from '../../delivery/platform-port.ts';
import { type AskApi, createAskApi, unreadableAnswer } from '../shared/ask-api.ts';
import type { ShopCall } from '../shared/shop-call.ts';
import { errorTexts, type Operation, OPERATIONS, verdictOf } from './answers.ts';

export type Ask = AskApi<Operation>;

/** Calls whose failures are judged by SHOPLINE's error table. */
export const createAsk = (call: ShopCall): Ask =>
  createAskApi(call, {
    operations: OPERATIONS,
    verdictOf,
    errorTexts,
    hints: {
      unauthorized: 'the token is wrong or has expired, or this address is not on its list',
      forbidden: 'the token lacks the permission for customers',
      wrongAddress: "the store's baseUrl is wrong",
    },
  });

/** @returns the error for a success whose content cannot be read. */
export const unreadable = (operation: Operation, answer: HttpAnswer): PlatformError =>
  unreadableAnswer(operation, OPERATIONS[operation], answer);
