import { isThrottlingError, isTransientError, StandardRetryStrategy } from '@smithy/core/retry';
import { createExchange, type Incoming } from '../exchange.ts';
import { DynamoDbError, errorNameOf, isSilence } from './dynamo-db-error.ts';
import { type Credentials, createSignRequest } from './sign-request.ts';

type Operation = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem';

/**
 * One request, input and output as they are on the wire.
 *
 * @param isHasty whether to give up soon, after one try.
 * @throws DynamoDbError it was refused. @throws HttpError nobody answered.
 */
export type DynamoDb = (operation: Operation, input: object, isHasty?: boolean) => Promise<unknown>;

interface DynamoDbOptions {
  readonly endpoint: URL;
  readonly region: string;
  /** Asked before every request, so it keeps what it found. */
  readonly credentials: () => Promise<Credentials>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A hung connection must cost one call, not the batch. In milliseconds. */
const TIMES = { connect: 2_000, request: 5_000, hasty: 1_000 };
/** The SDK's number for DynamoDB. */
const TRIES = 4;
/** The most that BatchGetItem answers with is 16 MB. */
const MAX_ANSWER_BYTES = 20_000_000;
/** Requests that are signed five minutes off are refused; the SDK mends its clock from four on. In milliseconds. */
const MOST_SKEW_MS = 240_000;

/**
 * DynamoDB without the SDK's client, which takes three times the CPU for the same request. Tries again what the SDK
 * would, and as often.
 */
export function createDynamoDb({ endpoint, region, credentials, now }: DynamoDbOptions): DynamoDb {
  const exchange = createExchange({ connectMs: TIMES.connect, maxBytes: MAX_ANSWER_BYTES });
  const sign = createSignRequest({ region, service: 'dynamodb' });
  const retries = new StandardRetryStrategy(TRIES);
  const untried = retries.acquireInitialRetryToken('');
  let skewMs = 0;

  const mendClock = (date = ''): boolean => {
    const skew = Date.parse(date) - now();
    if (!(Math.abs(skew - skewMs) >= MOST_SKEW_MS)) return false;
    skewMs = skew;
    return true;
  };
  const attempt = async (
    operation: Operation,
    body: string,
    timeoutMs: number,
  ): Promise<unknown> => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      host: endpoint.host,
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    const signed = sign({ headers, body }, await credentials(), now() + skewMs);
    const answer = await exchange({
      method: 'POST',
      url: endpoint,
      headers: { ...signed, 'content-length': String(Buffer.byteLength(body)) },
      body,
      timeoutMs,
    });
    if (answer.status === 200) return JSON.parse(answer.text);
    throw new DynamoDbError(errorNameOf(answer.text), answer.status, mendClock(dateOf(answer)));
  };

  return async (operation, input, isHasty = false) => {
    const body = JSON.stringify(input);
    if (isHasty) return attempt(operation, body, TIMES.hasty);
    let token = await untried;
    for (;;) {
      try {
        const output = await attempt(operation, body, TIMES.request);
        retries.recordSuccess(token);
        return output;
      } catch (error) {
        const errorType = kindOf(error);
        if (errorType === 'CLIENT_ERROR') throw error;
        token = await retries.refreshRetryTokenForRetry(token, { errorType }).catch(() => {
          throw error;
        });
      }
    }
  };
}

const dateOf = ({ headers }: Incoming): string | undefined => headers()['date'];

function kindOf(error: unknown): 'THROTTLING' | 'TRANSIENT' | 'CLIENT_ERROR' {
  if (isSilence(error)) return 'TRANSIENT';
  if (!(error instanceof DynamoDbError)) return 'CLIENT_ERROR';
  if (isThrottlingError(error)) return 'THROTTLING';
  return isTransientError(error) ? 'TRANSIENT' : 'CLIENT_ERROR';
}
