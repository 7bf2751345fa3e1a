import { createHmac, type KeyObject, sign } from 'node:crypto';
import type { StoreSignature, StoreSignedPart } from '../../src/generated/types.ts';

/** A request of a custom source. */
export interface CustomRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
  readonly body: Buffer;
  readonly url: string;
}

interface ToSign {
  readonly body: string | Buffer;
  /** The key as bytes or text, after its prefix is taken off; for ed25519 the private key. */
  readonly key: string | Buffer | KeyObject;
  /** What is signed along, besides the time: by `header:x-id`, `label:id`, `query:id`. */
  readonly values?: Readonly<Record<string, string>>;
  /** The time as it is written. */
  readonly time?: string;
  readonly url?: string;
}

/** The name of a place, as `values` has it. */
export const nameOf = ({ header, query, label }: StoreSignedPart): string =>
  header === undefined
    ? query === undefined
      ? `label:${label}`
      : `query:${query}`
    : `header:${header.toLowerCase()}`;

/** The signed texts of a request, with the given values. */
export const textsOf = (
  { content = ['body'] }: Pick<StoreSignature, 'content'>,
  values: Readonly<Record<string, string>>,
  { body, url }: { readonly body: Buffer; readonly url: string },
): readonly Buffer[] =>
  content.map((part) => {
    if (part === 'body') return body;
    if (part === 'sorted-json' || part === 'sorted-json-escaped') {
      const text = JSON.stringify(sorted(JSON.parse(String(body))));
      return Buffer.from(
        part === 'sorted-json'
          ? text
          : text.replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`),
      );
    }
    if (part === 'url') return Buffer.from(url);
    if (part === 'method') return Buffer.from('POST');
    return Buffer.from(part.literal ?? values[nameOf(part)] ?? '');
  });

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(keys.map(([key, inner]) => [key, sorted(inner)]));
};

/** A genuine request, written from the words of the schema and independent of the verifying code. */
export function signCustom(signature: StoreSignature, toSign: ToSign): CustomRequest {
  const { key, time, url = 'https://hooks.example.com/webhooks/tw-main/custom' } = toSign;
  const body = Buffer.from(toSign.body);
  const timed = signature.time?.pointer === undefined && signature.time;
  const values = {
    ...toSign.values,
    ...(timed && { [nameOf(timed)]: time ?? '' }),
  };
  const texts = textsOf(signature, values, { body, url });
  const text = (signature.prefix ?? '') + signatureText(signature, Buffer.concat(texts), key);
  const of = (kind: string): readonly (readonly [string, string])[] =>
    Object.entries(values).flatMap(([name, value]) =>
      name.startsWith(`${kind}:`) ? [[name.slice(kind.length + 1), value] as const] : [],
    );
  const own = signature.label === undefined ? text : `${signature.label}=${text}`;
  const place = [...of('label').map((pair) => pair.join('=')), own].join(signature.delimiter);
  const pairs = [
    ...of('query'),
    ...(signature.query === undefined ? [] : [[signature.query, place] as const]),
  ];
  const header = signature.kind === 'basic' ? 'authorization' : signature.header?.toLowerCase();
  return {
    method: 'POST',
    headers: Object.fromEntries([
      ...of('header'),
      ...(header === undefined ? [] : [[header, place] as const]),
    ]),
    query: pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&'),
    body,
    url,
  };
}

function signatureText(
  { kind, algorithm = 'sha256', encoding = 'hex' }: StoreSignature,
  content: Buffer,
  key: ToSign['key'],
): string {
  if (kind === 'token') return typeof key === 'string' ? key : '';
  if (kind === 'basic' && typeof key === 'string')
    return `Basic ${Buffer.from(key).toString('base64')}`;
  const made =
    typeof key === 'string' || Buffer.isBuffer(key)
      ? createHmac(algorithm, key).update(content).digest()
      : sign(null, content, key);
  return encoding === 'hex-upper' ? made.toString('hex').toUpperCase() : made.toString(encoding);
}
