import { HttpError } from '../http-error.ts';

/** A request that DynamoDB refused. Its text is left out: it can quote what was sent. */
export class DynamoDbError extends Error {
  override readonly name: string;
  declare readonly cause?: Error;
  /** As the SDK names it, for its own rules of what is worth another try. */
  readonly $metadata: { readonly httpStatusCode: number; readonly clockSkewCorrected?: true };

  /** @param isClockMended whether the clock was found wrong, and set right for the next try. */
  constructor(name: string, status: number, isClockMended: boolean) {
    super(`DynamoDB answered ${status}`);
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

export const isConditionFailed = (error: unknown): boolean =>
  error instanceof DynamoDbError && error.name === 'ConditionalCheckFailedException';

/** Nobody answered: the same request may be sent again, whatever became of it. */
export const isSilence = (error: unknown): boolean => error instanceof HttpError;
