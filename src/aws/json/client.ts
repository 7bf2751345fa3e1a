import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { createExchange } from '../../http/exchange.ts';
import { HttpError } from '../../http/http-error.ts';
import { AwsJsonError, errorNameOf } from './errors.ts';
import { createTries } from './tries.ts';

/** A service with AWS' JSON protocol, and its timeouts. */
export interface AwsJsonService {
  /** For error texts: `DynamoDB`. */
  readonly name: string;
  /** For host names and signatures. */
  readonly host: 'dynamodb' | 'sqs' | 'ssm';
  /** Prefix of the operation in `x-amz-target`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  /** Timeouts of the connection and of each try, in milliseconds. */
  readonly connectMs: number;
  readonly requestMs: number;
  /** Timeout of the first try, where it is shorter; each further try waits twice as long. In milliseconds. */
  readonly firstMs?: number;
  readonly tries: number;
  /** @default the usual one of the region, or `AWS_ENDPOINT_URL_*` */
  readonly endpoint?: URL;
  /** X-Ray's header of the running invocation. It is not signed, since proxies may change it. @default none */
  readonly traceHeader?: () => string | undefined;
}

/**
 * Makes one request; input and output are JSON as on the wire.
 *
 * @param failFast makes one try with a short timeout.
 * @throws AwsJsonError AWS refused the request. @throws HttpError no answer came.
 */
export type AwsJson<Operation extends string> = (
  operation: Operation,
  input: object,
  failFast?: boolean,
) => Promise<unknown>;

interface AwsJsonConnection {
  readonly endpoint: URL;
  readonly region: string;
  /** Called before each request, so it must cache. */
  readonly credentials: () => Promise<Credentials>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Timeout of a request that fails fast, in milliseconds. */
export const FAIL_FAST_MS = 1_000;

/** Timeout of one try, in milliseconds. @param before the number of tries before it. */
export const tryMs = (
  { requestMs, firstMs = requestMs }: Pick<AwsJsonService, 'requestMs' | 'firstMs'>,
  before: number,
): number => Math.min(requestMs, firstMs * 2 ** before);

/** DynamoDB's BatchGetItem answers with at most 16 MB. */
const MAX_ANSWER_BYTES = 20_000_000;

/** AWS refuses a signature that is five minutes off. From four minutes on the SDK corrects its clock. */
const MAX_SKEW_MS = 240_000;

/**
 * An AWS service without the SDK's client. The SDK needs three times the CPU per request, and 10 ms of a cold start. It
 * retries the same errors as the SDK, and as often.
 */
export function createAwsJson<Operation extends string>(
  service: AwsJsonService,
  { endpoint, region, credentials, now }: AwsJsonConnection,
): AwsJson<Operation> {
  const { name, host, target, version, connectMs } = service;
  const exchange = createExchange({ connectMs, maxBytes: MAX_ANSWER_BYTES, now });
  const sign = createSignRequest({ region, service: host });
  const withTries = createTries(new StandardRetryStrategy(service.tries));
  let skewMs = 0;

  const correctClock = (date = ''): boolean => {
    const skew = Date.parse(date) - now();
    if (!(Math.abs(skew - skewMs) >= MAX_SKEW_MS)) return false;
    skewMs = skew;
    return true;
  };
  const attempt = async (operation: string, body: string, timeoutMs: number): Promise<unknown> => {
    const headers = {
      'content-type': `application/x-amz-json-${version}`,
      host: endpoint.host,
      'x-amz-target': `${target}.${operation}`,
    };
    const signed = sign({ headers, body }, await credentials(), now() + skewMs);
    const traceId = service.traceHeader?.();
    const answer = await exchange({
      method: 'POST',
      url: endpoint,
      headers: {
        ...signed,
        'content-length': String(Buffer.byteLength(body)),
        ...(traceId && { 'x-amzn-trace-id': traceId }),
      },
      body,
      timeoutMs,
    });
    if (answer.status === 200) return parseAnswer(answer.text);
    const isClockCorrected = correctClock(answer.headers()['date']);
    throw new AwsJsonError(name, errorNameOf(answer.text), answer.status, isClockCorrected);
  };

  return async (operation, input, failFast = false) => {
    const body = JSON.stringify(input);
    return failFast
      ? attempt(operation, body, FAIL_FAST_MS)
      : withTries((before) => attempt(operation, body, tryMs(service, before)));
  };
}

/** @throws HttpError it is cut or garbled: the request was carried out, and its answer is lost. */
function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError('the answer is no JSON', true);
  }
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface Scope {
  readonly region: string;
  readonly service: string;
}

/** A POST to `/`, like all requests of AWS' JSON protocol. */
interface UnsignedRequest {
  /** Names in lower case, including `host`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Returns all headers of the signed request. @param time milliseconds since the epoch. */
type SignRequest = (
  request: UnsignedRequest,
  credentials: Credentials,
  time: number,
) => Readonly<Record<string, string>>;

/** The time in a signature. All requests of one second share it. */
interface SigningTime {
  /** Seconds since the epoch. */
  readonly second: number;
  /** `20261122T031500Z` */
  readonly at: string;
  readonly day: string;
  readonly scope: string;
}

/**
 * Signature Version 4 for the relay's requests, with the day's key cached. It takes a seventh of the SDK signer's time; a
 * test compares both.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function createSignRequest({ region, service }: Scope): SignRequest {
  let kept: { readonly secret: string; readonly day: string; readonly key: KeyObject } | undefined;
  const keyFor = (secret: string, day: string): KeyObject => {
    if (kept?.secret !== secret || kept.day !== day) {
      kept = { secret, day, key: keyOfDay(secret, [day, region, service]) };
    }
    return kept.key;
  };
  let current: SigningTime | undefined;
  const signingTimeOf = (time: number): SigningTime => {
    const second = Math.floor(time / 1_000);
    if (current?.second !== second) {
      const at = new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '');
      const day = at.slice(0, 8);
      current = { second, at, day, scope: `${day}/${region}/${service}/aws4_request` };
    }
    return current;
  };
  return ({ headers: given, body }, { accessKeyId, secretAccessKey, sessionToken }, time) => {
    const { at, day, scope } = signingTimeOf(time);
    const headers: Record<string, string> = { ...given, 'x-amz-date': at };
    if (sessionToken !== undefined) headers['x-amz-security-token'] = sessionToken;
    const names = Object.keys(headers).toSorted();
    let lines = '';
    for (const name of names) lines += `${name}:${headers[name]}\n`;
    const signed = names.join(';');
    const canonical = `POST\n/\n\n${lines}\n${signed}\n${hash('sha256', body)}`;
    const text = `AWS4-HMAC-SHA256\n${at}\n${scope}\n${hash('sha256', canonical)}`;
    const signature = createHmac('sha256', keyFor(secretAccessKey, day)).update(text).digest('hex');
    headers['authorization'] =
      `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return headers;
  };
}

function keyOfDay(secret: string, scope: readonly string[]): KeyObject {
  const first = Buffer.from(`AWS4${secret}`);
  const hmac = (key: Buffer, text: string): Buffer =>
    createHmac('sha256', key).update(text).digest();
  return createSecretKey([...scope, 'aws4_request'].reduce(hmac, first));
}
