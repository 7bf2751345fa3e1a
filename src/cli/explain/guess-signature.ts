import type { StoreSignature, StoreSignedPart } from '../../generated/types.ts';
import { mistakesOfSource } from '../../sources/verify/signature-mistakes.ts';
import type { SignedRequest } from '../../sources/verify/signed-request.ts';
import { signedAt, verify } from '../../sources/verify/verify.ts';

/** What a captured request says about the way in which its tool signs. */
export interface GuessedSignature {
  /** The one that fits the request and a secret of the source. */
  readonly signature?: StoreSignature;
  /** Headers that may hold a signature, a token or a password. */
  readonly headers: readonly string[];
}

/** Headers of this kind are tried. */
const LIKELY = /sign|hmac|auth|token|secret|digest|-key$/;
/** Headers with the id or the time of a post, which many tools sign as well. */
const BESIDE = /time|stamp|date$|-id$/;
/** More headers than this are no headers of one tool. */
const MOST = 6;

/**
 * Tries the usual ways to sign on a captured request, by the code that verifies deliveries. Only a suggestion for a source
 * that says nothing about its signature: it fits one request and its secret.
 */
export function guessSignature(
  request: SignedRequest,
  secrets: readonly string[],
): GuessedSignature {
  const names = Object.keys(request.headers).map((name) => name.toLowerCase());
  const headers = names.filter((name) => LIKELY.test(name)).slice(0, MOST);
  const beside = names.filter((name) => BESIDE.test(name) && !LIKELY.test(name)).slice(0, MOST);
  for (const header of headers) {
    const value = valueOf(request, header);
    for (const candidate of candidatesFor(header, value, { beside, secrets })) {
      const signature = fitting(candidate, request, secrets);
      if (signature) return { signature, headers };
    }
  }
  return { headers };
}

const valueOf = ({ headers }: SignedRequest, name: string): string =>
  Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1] ?? '';

function fitting(
  signature: StoreSignature,
  request: SignedRequest,
  secrets: readonly string[],
): StoreSignature | undefined {
  const source = { tool: 'custom', secrets, signature };
  const now = signedAt(signature, request) ?? 0;
  const fits = verify([signature], request, { secrets, now }) === undefined;
  return fits && mistakesOfSource(source).length === 0 ? signature : undefined;
}

function candidatesFor(header: string, value: string, known: Known): readonly StoreSignature[] {
  return [
    ...(header === 'authorization' ? [{ kind: 'basic' } as const] : []),
    { kind: 'token', header },
    ...['Bearer ', 'Token '].map((prefix): StoreSignature => ({ kind: 'token', header, prefix })),
    ...placesIn(value).flatMap((place) => hmacs({ header, ...place }, value, known)),
  ];
}

type Place = Pick<StoreSignature, 'delimiter' | 'label' | 'prefix'>;

/** Where in a header the signature may stand: alone, behind a prefix, in a list, behind a label. */
function placesIn(value: string): readonly Place[] {
  const labelled = value
    .split(',')
    .flatMap((one) => /^\s*([A-Za-z][\w-]{0,20})=\S/.exec(one)?.[1] ?? []);
  const listed = / /.test(value) ? [' '] : [];
  const [prefix] = /^[A-Za-z][A-Za-z0-9]{0,9}[=,:]/.exec(value) ?? [];
  return [
    {},
    ...(prefix === undefined ? [] : [{ prefix }]),
    ...listed.map((delimiter) => (prefix === undefined ? { delimiter } : { delimiter, prefix })),
    ...(labelled.length > 1 ? labelled.map((label) => ({ delimiter: ',', label })) : []),
  ];
}

interface Known {
  /** Headers that may be signed, too. */
  readonly beside: readonly string[];
  readonly secrets: readonly string[];
}

/** How the bytes of a signature may be written: the shortest is that of SHA-1. */
const writtenIn = (value: string): readonly ('hex' | 'base64' | 'base64url')[] =>
  /[0-9a-f]{40}/i.test(value) ? ['hex'] : ['base64', 'base64url'];

/** What a secret may be, by its form. */
const keysOf = (secrets: readonly string[]): readonly Pick<StoreSignature, 'key'>[] => [
  ...(secrets.some((one) => one.startsWith('whsec_'))
    ? [{ key: { encoding: 'base64', prefix: 'whsec_' } } as const]
    : []),
  {},
  ...(secrets.some((one) => /^[A-Za-z0-9+/]{22,}={0,2}$/.test(one))
    ? [{ key: { encoding: 'base64' } } as const]
    : []),
];

function hmacs(
  place: Place & { readonly header: string },
  value: string,
  { beside, secrets }: Known,
): readonly StoreSignature[] {
  const labels = place.label === undefined ? [] : labelsBeside(value, place.label);
  const parts = [...labels.map((label) => ({ label })), ...beside.map((header) => ({ header }))];
  return contentsWith(parts).flatMap((content) =>
    writtenIn(value).flatMap((encoding) =>
      keysOf(secrets).flatMap((key) =>
        (['sha256', 'sha1', 'sha512'] as const).flatMap((algorithm) =>
          timesIn(content).map((time): StoreSignature =>
            Object.assign(
              { kind: 'hmac' as const, ...place },
              algorithm === 'sha256' ? {} : { algorithm },
              { encoding, ...key },
              content.length > 1 ? { content } : {},
              time,
            ),
          ),
        ),
      ),
    ),
  );
}

const labelsBeside = (value: string, label: string): readonly string[] =>
  value
    .split(',')
    .flatMap((one) => /^\s*([A-Za-z][\w-]{0,20})=/.exec(one)?.[1] ?? [])
    .filter((one) => one !== label);

type Content = [StoreSignedPart | 'body' | 'url', ...(StoreSignedPart | 'body' | 'url')[]];

/** The body alone, with one value beside it, or with an id and a time as Standard Webhooks has them. */
function contentsWith(parts: readonly StoreSignedPart[]): readonly Content[] {
  const dot = { literal: '.' };
  const ones = parts.flatMap((part): Content[] => [
    [part, dot, 'body'],
    [part, { literal: ':' }, 'body'],
    [{ literal: 'v0:' }, part, { literal: ':' }, 'body'],
    [part, 'body'],
    ['body', part],
  ]);
  const twos = parts.flatMap((one) =>
    parts.flatMap((other): Content[] => (one === other ? [] : [[one, dot, other, dot, 'body']])),
  );
  return [...twos, ...ones, ['url', 'body'], ['body']];
}

/** A signed value that may be the time, in seconds or milliseconds; without one, none. */
function timesIn(content: Content): readonly Pick<StoreSignature, 'time'>[] {
  const named = content.flatMap((part) =>
    typeof part !== 'string' && part.literal === undefined ? [part] : [],
  );
  const timed = named.flatMap((part) =>
    (['s', 'ms'] as const).map((unit) => ({ time: { ...part, unit } })),
  );
  return [...timed, {}];
}
