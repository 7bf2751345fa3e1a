import { MIMEType } from 'node:util';
import { MaxPartsExceededError, parseMultipart } from '@remix-run/multipart-parser';
import { type Issue, RejectedError } from '../../event/errors.ts';
import { grouped } from '../../util/counted.ts';
import type { Delivery } from '../source.ts';

/** One field as it was posted; a name may come several times. */
interface FormEntry {
  readonly name: string;
  readonly value: string;
}

/** Fields of one form; more is no form. */
export const MAX_FIELDS = 2_000;

/** What `receive` takes at most, in bytes. */
const MAX_BYTES = 1_000_000;

/**
 * The fields of a form post: `application/x-www-form-urlencoded` or `multipart/form-data`. Order and names are as sent;
 * brackets are not expanded. Files are left out. The charset is that of the field `_charset_`, else that of the content
 * type, else UTF-8.
 *
 * @throws RejectedError `invalid_delivery` when it is no form or its bytes are not of its charset.
 * @see https://url.spec.whatwg.org/#application/x-www-form-urlencoded
 * @see https://www.rfc-editor.org/rfc/rfc7578
 */
export function parseForm({
  headers,
  body,
}: Pick<Delivery, 'headers' | 'body'>): readonly FormEntry[] {
  const type = contentType(headers['content-type']);
  const raw = rawEntries(body, type);
  if (raw.length > MAX_FIELDS) throw tooManyFields();
  const charset = namedCharset(raw) || type?.params.get('charset') || 'utf-8';
  return raw.map(({ name, value }) => ({
    name: typeof name === 'string' ? name : decodeText(name, charset),
    value: decodeText(value, charset),
  }));
}

/** Of a multipart form the body is asked first: pages that set the content type themselves leave the boundary out. */
function rawEntries(body: Uint8Array, type: MIMEType | undefined): readonly RawEntry[] {
  const isMultipart = type?.essence === 'multipart/form-data';
  const named = isMultipart ? type.params.get('boundary') : undefined;
  const boundary = named ?? boundaryIn(body);
  if (boundary !== undefined && boundary !== '') return partsOf(body, boundary);
  if (isMultipart) throw noForm('names no `boundary` in its content type');
  return type?.essence === 'text/plain' ? (linesOf(body) ?? pairsOf(body)) : pairsOf(body);
}

/** The boundary that a body begins with. */
const boundaryIn = (body: Uint8Array): string | undefined =>
  /^\s*--([^\r\n]{1,200}?)[ \t]*\r?\nContent-/i.exec(
    Buffer.from(body.subarray(0, 400)).toString('latin1'),
  )?.[1];

/** A form with `enctype="text/plain"` posts `name=value` lines, and escapes nothing; undefined where it is none. */
function linesOf(body: Uint8Array): readonly RawPair[] | undefined {
  const text = Buffer.from(body).toString('latin1');
  if (!/^[^=\r\n]+=[^\r\n]*\r?\n/.test(text)) return undefined;
  return withoutLastBreaks(text)
    .split(/\r?\n(?=[^=\r\n]+=)/, MAX_FIELDS + 1)
    .filter((line) => line.includes('='))
    .map((line) => {
      const at = line.indexOf('=');
      const part = (from: number, to?: number): Buffer =>
        Buffer.from(line.slice(from, to), 'latin1');
      return { name: part(0, at), value: part(at + 1) };
    });
}

/** Without the first line break after the last sign, and all behind it: a pattern for it would take the square of the length. */
function withoutLastBreaks(text: string): string {
  const at = text.indexOf('\n', text.trimEnd().length);
  return at === -1 ? text : text.slice(0, at).replace(/\r$/, '');
}

/** A hidden field `_charset_` is filled in by the browser. @see https://html.spec.whatwg.org/#attr-fe-name-charset */
function namedCharset(entries: readonly RawEntry[]): string | undefined {
  const hint = entries.find(({ name }) => Buffer.from(name).toString('latin1') === '_charset_');
  return hint && Buffer.from(hint.value).toString('latin1').trim();
}

/** A field whose charset is not yet known. */
interface RawEntry {
  /** Text in a multipart form: its headers are UTF-8. */
  readonly name: Uint8Array | string;
  readonly value: Uint8Array;
}

/** Pages post JSON as `text/plain` (`sendBeacon`, `no-cors`), under a wrong content type, or under none; and forms as JSON. */
export function isJsonBody({ headers, body }: Pick<Delivery, 'headers' | 'body'>): boolean {
  const start = Buffer.from(body)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^(?:\{\s*["}]|\[\s*\{|"\{)/.test(start)) return true;
  return /[/+]json$/.test(mediaType(headers)) && !/^(?:[\w.[\]%+-]+=|--)/.test(start);
}

/** The content type of a delivery without its parameters, in lower case. Empty where it names none that can be read. */
export const mediaType = (headers: Delivery['headers']): string =>
  contentType(headers['content-type'])?.essence ?? '';

function contentType(header = ''): MIMEType | undefined {
  try {
    return new MIMEType(header);
  } catch {
    return undefined;
  }
}

function partsOf(given: Uint8Array, boundary: string): readonly RawEntry[] {
  const body = strictMultipart(given, boundary);
  const limits = { maxFileSize: MAX_BYTES, maxTotalSize: MAX_BYTES, maxParts: MAX_FIELDS };
  try {
    return (
      [...parseMultipart(body, { boundary, ...limits })]
        // `isFile` counts a field that was typed octet-stream as a file; only a file name makes one.
        .filter((part) => part.name !== undefined && part.filename === undefined)
        .map((part) => ({ name: part.name ?? '', value: part.bytes }))
    );
  } catch (error) {
    if (error instanceof MaxPartsExceededError) throw tooManyFields();
    throw noForm('is no complete multipart form');
  }
}

/** Without what stands before the first part, and with the line ends of the standard: some scripts write bare `\n`. */
function strictMultipart(body: Uint8Array, boundary: string): Uint8Array {
  const text = Buffer.from(body).toString('latin1');
  const start = text.indexOf(`--${boundary}`);
  const parts = start > 0 && text[start - 1] === '\n' ? text.slice(start) : text;
  const hasStandardEnds = parts.includes('\r\n');
  if (hasStandardEnds && parts.length === text.length) return body;
  return Buffer.from(hasStandardEnds ? parts : parts.replaceAll('\n', '\r\n'), 'latin1');
}

/** A pair whose charset is not yet known. */
interface RawPair {
  readonly name: Uint8Array;
  readonly value: Uint8Array;
}

/**
 * `URLSearchParams` knows UTF-8 only, and puts replacement characters where a Big5 page has a name.
 *
 * @throws RejectedError `invalid_delivery` for more fields than a form has.
 */
export function pairsOf(body: Uint8Array): readonly RawPair[] {
  if (hasTooManyPairs(body)) throw tooManyFields();
  const text = Buffer.from(body).toString('latin1');
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return { name: percentDecoded(name), value: percentDecoded(value) };
    });
}

/** Counts the bytes only: half a million fields would take a hundred megabytes. */
function hasTooManyPairs(body: Uint8Array): boolean {
  let pairs = 1;
  for (let at = body.indexOf(AMPERSAND); at !== -1; at = body.indexOf(AMPERSAND, at + 1)) {
    pairs += 1;
    if (pairs > MAX_FIELDS) return true;
  }
  return false;
}

const AMPERSAND = 0x26;

/** Made when it is needed: the first number in words loads Node's `Intl`, a sixth of a cold start. */
export const tooManyFieldsIssue = (): Issue => ({
  path: '',
  rule: 'maxItems',
  expected: `must have at most ${grouped(MAX_FIELDS)} fields`,
});

export const tooManyFields = (): RejectedError =>
  new RejectedError(
    'invalid_delivery',
    `the delivery has more than ${grouped(MAX_FIELDS)} fields`,
    {
      issues: [tooManyFieldsIssue()],
    },
  );

function percentDecoded(text: string): Uint8Array {
  const bytes = text
    .replaceAll('+', ' ')
    .replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    );
  return Buffer.from(bytes, 'latin1');
}

/** `ada news@example.com` was `ada+news@example.com`: an address holds no space. More than two are a sentence. */
const PLUS_ADDRESS = /^[^\s@<>"(),:;]+(?: [^\s@<>"(),:;]+){1,2}@[^\s@]+\.[^\s@]+$/;

/** Much more than an address has, in characters. The pattern takes the square of the length. */
const LONGEST_ADDRESS = 1_000;

/** An e-mail of an urlencoded body, with the `+` that its sender did not escape. */
export const withPlusAddress = (text: string): string =>
  text.length <= LONGEST_ADDRESS && PLUS_ADDRESS.test(text) ? text.replaceAll(' ', '+') : text;

const noForm = (what: string): RejectedError =>
  new RejectedError('invalid_delivery', `the delivery ${what}`);

/**
 * Bytes as text; a mark of byte order is left out.
 *
 * @param charset as the sender names it: `utf-8`, `big5`, `shift_jis`, …
 * @throws RejectedError `invalid_delivery` when the charset is unknown or the bytes do not fit it. Guessing would put
 * broken letters into a customer's name.
 */
function decodeText(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    const detail =
      'the delivery is no text in the charset that it names (UTF-8 where it names none)';
    throw new RejectedError('invalid_delivery', detail);
  }
}
