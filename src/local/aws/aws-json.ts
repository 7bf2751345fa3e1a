import { asRecord } from '../../util/is-record.ts';

/** The embedded services require a signature and never check it. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/local/aws4_request, SignedHeaders=host, Signature=local';

/** A non-2xx answer of an embedded service. */
export class EmbeddedServiceError extends Error {
  override readonly name = 'EmbeddedServiceError';
  /** The AWS error code without its namespace: `QueueDoesNotExist`. */
  readonly code: string;

  constructor(target: string, code: string, message: string) {
    super(`${target} answered ${code}: ${message}`);
    this.code = code;
  }
}

export interface AwsJsonCall {
  /** Base address of the service: `http://127.0.0.1:9324`. */
  readonly endpoint: string;
  /** Service and operation as on the wire: `AmazonSQS.SendMessage`. */
  readonly target: string;
  readonly input: object;
  readonly signal?: AbortSignal;
}

/**
 * One unsigned call in AWS's JSON protocol, from the local run to its own embedded services.
 * The product uses clients of its own (`src/aws`).
 *
 * @throws EmbeddedServiceError the service refused the call. @throws TypeError (of `fetch`) the service cannot be reached.
 */
export async function awsJson<T = unknown>(call: AwsJsonCall): Promise<T> {
  const { endpoint, target, input, signal } = call;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      authorization: AUTHORIZATION,
      'x-amz-date': '20260101T000000Z',
    },
    body: JSON.stringify(input),
    ...(signal && { signal }),
  });
  const answer: unknown = JSON.parse((await response.text()) || '{}');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape of a documented AWS operation
  if (response.ok) return answer as T;
  throw toError(target, answer);
}

function toError(target: string, answer: unknown): EmbeddedServiceError {
  const { __type: type, message } = asRecord(answer);
  const code = typeof type === 'string' ? (type.split('#').at(-1) ?? type) : 'UnknownError';
  return new EmbeddedServiceError(
    target,
    code,
    typeof message === 'string' ? message : 'no message',
  );
}
