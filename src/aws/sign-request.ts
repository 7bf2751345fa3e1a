import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface Scope {
  readonly region: string;
  readonly service: string;
}

/** A POST to `/`, as all requests of AWS' JSON protocol are. */
interface Request {
  /** Names in lower case, `host` among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The headers of a request, those that sign it included. @param time milliseconds since the epoch. */
export type SignRequest = (
  request: Request,
  credentials: Credentials,
  time: number,
) => Readonly<Record<string, string>>;

/**
 * Signature Version 4 for what the relay sends, with the key of the day kept: a seventh of the time that the SDK's
 * signer takes, which a test holds it against.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function createSignRequest({ region, service }: Scope): SignRequest {
  let kept: { readonly of: string; readonly key: KeyObject } | undefined;
  const keyFor = (secret: string, day: string): KeyObject => {
    const of = `${day} ${secret}`;
    if (kept?.of !== of) kept = { of, key: keyOfDay(secret, [day, region, service]) };
    return kept.key;
  };
  return ({ headers: given, body }, { accessKeyId, secretAccessKey, sessionToken }, time) => {
    const at = new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const day = at.slice(0, 8);
    const headers: Record<string, string> = { ...given, 'x-amz-date': at };
    if (sessionToken !== undefined) headers['x-amz-security-token'] = sessionToken;
    const names = Object.keys(headers).toSorted();
    const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
    const signed = names.join(';');
    const canonical = `POST\n/\n\n${lines}\n${signed}\n${hash('sha256', body)}`;
    const scope = `${day}/${region}/${service}/aws4_request`;
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
