import {
  isThrottlingError,
  isTransientError,
  type StandardRetryStrategy,
} from '@smithy/core/retry';
import { HttpError } from '../../http/http-error.ts';
import { AwsJsonError } from './errors.ts';

/** The part of the SDK's retry strategy that is used here: retries allowed, pauses and budget. */
export type RetryStrategy = Pick<
  StandardRetryStrategy,
  'acquireInitialRetryToken' | 'refreshRetryTokenForRetry' | 'recordSuccess'
>;

/**
 * Runs a request until it succeeds or the strategy allows no retry.
 *
 * @param attempt gets the number of tries before it.
 * @throws as the last try did. The error of AWS says whether an earlier try may have been carried out.
 */
export type WithTries = <T>(attempt: (before: number) => Promise<T>) => Promise<T>;

/** @param retries the strategy of one client. */
export function createTries(retries: RetryStrategy): WithTries {
  const untried = retries.acquireInitialRetryToken('');
  return async (attempt) => {
    let token = await untried;
    let mayHaveHappened = false;
    for (let before = 0; ; before += 1) {
      try {
        const output = await attempt(before);
        retries.recordSuccess(token);
        return output;
      } catch (error) {
        if (error instanceof AwsJsonError) error.mayHaveHappened = mayHaveHappened;
        const errorType = retryKindOf(error);
        if (errorType === 'CLIENT_ERROR') throw error;
        mayHaveHappened ||= isUncertain(error);
        token = await retries.refreshRetryTokenForRetry(token, { errorType }).catch(() => {
          throw error;
        });
      }
    }
  };
}

/** AWS refused the request because of another one for the same item, and did nothing. The SDK does not retry them. */
const CONFLICTS: ReadonlySet<string> = new Set([
  'TransactionConflictException',
  'ReplicatedWriteConflictException',
  'ConflictException',
]);

/** The kind of an error for the SDK's retry strategy. A request without an answer is retried, even if it may have worked. */
function retryKindOf(error: unknown): 'THROTTLING' | 'TRANSIENT' | 'CLIENT_ERROR' {
  if (error instanceof HttpError) return 'TRANSIENT';
  if (!(error instanceof AwsJsonError)) return 'CLIENT_ERROR';
  if (isThrottlingError(error)) return 'THROTTLING';
  return isTransientError(error) || CONFLICTS.has(error.name) ? 'TRANSIENT' : 'CLIENT_ERROR';
}

/** Whether AWS may have carried out the request all the same. */
const isUncertain = (error: unknown): boolean =>
  error instanceof HttpError
    ? error.maybeSent
    : error instanceof AwsJsonError && error.$metadata.httpStatusCode >= 500;
