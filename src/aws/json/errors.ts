import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import { HttpError } from '../../http/http-error.ts';

/** A request that AWS refused. Its text is left out: it can quote what was sent. */
export class AwsJsonError extends Error {
  override readonly name: string;
  declare readonly cause?: Error;
  /** As the SDK names it, for its own rules of what is worth another try. */
  readonly $metadata: { readonly httpStatusCode: number; readonly clockSkewCorrected?: true };

  /** @param isClockMended whether the clock was found wrong, and set right for the next try. */
  constructor(service: string, name: string, status: number, isClockMended = false) {
    super(`${service} answered ${status}`);
    this.name = name;
    this.$metadata = { httpStatusCode: status, ...(isClockMended && { clockSkewCorrected: true }) };
  }
}

/** The class of an error in AWS' JSON protocol: `com.amazonaws.dynamodb.v20120810#ThrottlingException`. */
export function errorNameOf(text: string): string {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whatever is not there comes out as undefined
    const { __type: type } = Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
    return (typeof type === 'string' && /\w+$/.exec(type)?.[0]) || 'UnknownError';
  } catch {
    return 'UnknownError';
  }
}

/** What the SDK's retry strategy makes of an error; silence is worth another try, whatever became of the request. */
export function retryKindOf(error: unknown): 'THROTTLING' | 'TRANSIENT' | 'CLIENT_ERROR' {
  if (error instanceof HttpError) return 'TRANSIENT';
  if (!(error instanceof AwsJsonError)) return 'CLIENT_ERROR';
  if (isThrottlingError(error)) return 'THROTTLING';
  return isTransientError(error) ? 'TRANSIENT' : 'CLIENT_ERROR';
}

export const isConditionFailed = (error: unknown): boolean =>
  error instanceof AwsJsonError && error.name === 'ConditionalCheckFailedException';
