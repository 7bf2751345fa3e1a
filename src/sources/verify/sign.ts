import { Buffer } from 'node:buffer';
import type { StoreSignature, StoreSignedPart, StoreSource } from '../../generated/types.ts';
import { makerOf } from './checks.ts';
import { signaturesOf } from './schemes.ts';
import { claimOf, isTimeOf, signaturePlace, type SignedRequest } from './signed-request.ts';
import { timeText } from './signed-time.ts';
import { signatureFor } from './verify.ts';

interface Unsigned {
  readonly source: Pick<StoreSource, 'tool' | 'signature'>;
  /** Names in lower case. */
  readonly headers: Headers;
  readonly body: string;
  /** The address that it is posted to; some tools sign it. */
  readonly url: string;
  readonly secret: string;
}

/** What a signature adds to a request. */
interface Signed {
  readonly headers: Headers;
  /** For the end of the address, with its question mark. Empty where the signature stands in a header. */
  readonly query: string;
}

/**
 * Signs a delivery as its source does it, at `now` (milliseconds since the epoch). Reads the same data as `verify`.
 *
 * @returns undefined for a source that cannot sign.
 * @throws Error the secret is a public key or none, or a value that is signed along is missing.
 */
export function sign(
  { source, headers, body, url, secret }: Unsigned,
  now: number,
): Signed | undefined {
  const signature = signatureFor(secret, signaturesOf(source));
  if (signature === undefined) return undefined;
  const make = makerOf(signature, secret);
  if (make === undefined) throw new Error(`${source.tool} cannot be signed with this secret`);
  const along = valuesAlong(signature, headers, now);
  const withSignature = (text: string): Signed => place(signature, text, { headers, along });
  const { headers: given, query } = withSignature(`${signature.prefix ?? ''}to-be-made`);
  const request: SignedRequest = {
    method: 'POST',
    headers: given,
    query: query.slice(1),
    body: Buffer.from(body),
    url,
  };
  const claim = claimOf(signature, request);
  if (claim === undefined) throw new Error(`${source.tool} cannot be signed: a header is missing`);
  return withSignature(make(claim.content)[0] ?? '');
}

type Headers = Readonly<Record<string, string>>;
interface Along extends Readonly<Record<'header' | 'query' | 'label', string | undefined>> {
  readonly value: string;
}
type Values = readonly Along[];

/** The time of the signature, and the other values that are signed along. Those of the file stay. */
function valuesAlong(signature: StoreSignature, headers: Headers, now: number): Values {
  const { content = [], time } = signature;
  const parts = content.flatMap((part) => (typeof part === 'string' ? [] : [part]));
  const filled = (part: StoreSignedPart): string | undefined => {
    if (time && isTimeOf(signature, part)) return timeText(time.unit, now);
    if (part.header === undefined) return 'sample';
    const isDate =
      headers[part.header.toLowerCase()] === undefined && /date|time/i.test(part.header);
    return isDate ? new Date(now).toUTCString() : undefined;
  };
  return [...parts, ...(time ? [time] : [])].flatMap((part) => {
    const { header, query, label } = part;
    const value = header || query || label ? filled(part) : undefined;
    return value === undefined ? [] : [{ header, query, label, value }];
  });
}

/** Puts the signature and the values where the source puts them. */
function place(
  signature: StoreSignature,
  text: string,
  { headers, along }: { readonly headers: Headers; readonly along: Values },
): Signed {
  const { delimiter, label } = signature;
  const at = (kind: 'header' | 'query' | 'label'): ReadonlyMap<string, string> =>
    new Map(
      along.flatMap((one) => (one[kind] === undefined ? [] : [[one[kind], one.value] as const])),
    );
  const own = label === undefined ? text : `${label}=${text}`;
  const value = [...[...at('label')].map((pair) => pair.join('=')), own].join(delimiter);
  const { header, query } = signaturePlace(signature);
  const all = new Map(
    [
      ...Object.entries(headers),
      ...at('header'),
      ...(header === undefined ? [] : [[header, value] as const]),
    ].map(([name, given]) => [name.toLowerCase(), given] as const),
  );
  const pairs = [...at('query'), ...(query === undefined ? [] : [[query, value] as const])];
  const parameters = pairs.map((pair) => pair.map(encodeURIComponent).join('='));
  return {
    headers: Object.fromEntries(all),
    query: parameters.length > 0 ? `?${parameters.join('&')}` : '',
  };
}
