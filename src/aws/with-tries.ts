import { StandardRetryStrategy } from '@smithy/core/retry';
import { retryKindOf } from './json/errors.ts';

/** Runs a request as often as it takes, and as the strategy allows. Rejects with the error of the last try. */
type WithTries = <T>(attempt: () => Promise<T>) => Promise<T>;

/** The SDK's own retry strategy for one client: what is tried again, after which pause, and with which budget. */
export function createTries(tries: number): WithTries {
  const retries = new StandardRetryStrategy(tries);
  const untried = retries.acquireInitialRetryToken('');
  return async (attempt) => {
    let token = await untried;
    for (;;) {
      try {
        const output = await attempt();
        retries.recordSuccess(token);
        return output;
      } catch (error) {
        const errorType = retryKindOf(error);
        if (errorType === 'CLIENT_ERROR') throw error;
        token = await retries.refreshRetryTokenForRetry(token, { errorType }).catch(() => {
          throw error;
        });
      }
    }
  };
}
