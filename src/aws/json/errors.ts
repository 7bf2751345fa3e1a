/** AWS refused the request. AWS's text is left out, because it may quote the request. */
export class AwsJsonError extends Error {
  override readonly name: string;
  declare readonly cause?: Error;
  /** In the SDK's form, for its own retry rules. */
  readonly $metadata: { readonly httpStatusCode: number; readonly clockSkewCorrected?: true };
  /** Whether an earlier try of the same request may have been carried out: its answer did not come, or was a 5xx. */
  mayHaveHappened = false;

  /** @param isClockCorrected whether the clock was wrong and is corrected for the next try. */
  constructor(service: string, name: string, status: number, isClockCorrected = false) {
    super(`${service} answered ${status}`);
    this.name = name;
    this.$metadata = {
      httpStatusCode: status,
      ...(isClockCorrected && { clockSkewCorrected: true }),
    };
  }
}

/** The class of an error in AWS' JSON protocol: `com.amazonaws.dynamodb.v20120810#ThrottlingException`. */
export function errorNameOf(text: string): string {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an absent member is undefined
    const { __type: type } = Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
    return (typeof type === 'string' && /\w+$/.exec(type)?.[0]) || 'UnknownError';
  } catch {
    return 'UnknownError';
  }
}

export const isConditionFailed = (error: unknown): error is AwsJsonError =>
  error instanceof AwsJsonError && error.name === 'ConditionalCheckFailedException';
