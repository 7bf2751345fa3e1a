import { WaitError } from '../event/errors.ts';
import * as answers from '../receive/answers.ts';
import type { ReceiveResult } from '../receive/result.ts';

/** @param limit in bytes. */
export const tooLarge = (limit: number): ReceiveResult => ({
  outcome: 'too_large',
  answer: answers.tooLarge(limit),
});

/** Answered, and nothing to store. */
export const handshake = (answer: answers.Answer): ReceiveResult => ({
  outcome: 'handshake',
  answer,
});

/** @param why free of values; for the log only. */
export const refused = (why: string): ReceiveResult => ({
  outcome: 'refused',
  why,
  answer: answers.unauthorized(),
});

/** Whatever went wrong was not the sender's fault: it may come again. An unknown error's text may quote the request. */
export const toUnavailable = (error: unknown): ReceiveResult => ({
  outcome: 'unavailable',
  why:
    error instanceof WaitError
      ? error.message
      : `unexpected ${error instanceof Error ? error.name : 'error'}`,
  answer: answers.unavailable(),
});

/** The same result, its answer with more headers; a refusal stays the same for everybody. */
export const withHeaders = (
  result: ReceiveResult,
  headers: Readonly<Record<string, string>>,
): ReceiveResult =>
  result.outcome === 'refused'
    ? result
    : {
        ...result,
        answer: { ...result.answer, headers: { ...result.answer.headers, ...headers } },
      };
