import { createHmac, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import type { StoreSignature, StoreSignedPart } from '../../../src/generated/types.ts';
import { mistakesOfSource } from '../../../src/sources/verify/signature-mistakes.ts';
import { type CustomRequest, nameOf, signCustom, textsOf } from '../../support/sign-custom.ts';

export const NOW = Date.parse('2026-11-22T03:04:05Z');
const pair = generateKeyPairSync('ed25519');
const publicKey = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');

/** A source, and a genuine delivery of it. */
export interface Genuine {
  readonly signature: StoreSignature;
  readonly secret: string;
  readonly request: CustomRequest;
  /** By place, as `nameOf` calls it: what is signed along, the time included. */
  readonly values: Readonly<Record<string, string>>;
}

const from = fc.constantFrom;
const NAMES = ['x-id', 'x-time', '__proto__', 'constructor', 'tostring'] as const;
const LABELS = ['t', 'id', '__proto__', 'constructor'] as const;
const places: fc.Arbitrary<StoreSignedPart> = fc.oneof(
  from(...NAMES).map((header) => ({ header })),
  from(...LABELS).map((label) => ({ label })),
  from('ts', 'id', '__proto__').map((query) => ({ query })),
);
const literals = from('.', ':', '|', '.:', '\n', 'v0:', '1', '{', '&').map((literal) => ({
  literal,
}));
type Content = Exclude<StoreSignature['content'], undefined>;
const parts: fc.Arbitrary<Content> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: places },
    { weight: 3, arbitrary: literals },
    from('url' as const, 'method' as const),
  ),
  { maxLength: 3 },
);

const drawn = fc.record({
  kind: from(
    'hmac' as const,
    'hmac' as const,
    'ed25519' as const,
    'token' as const,
    'basic' as const,
  ),
  place: from<StoreSignedPart>({ header: 'X-Signature' }, { query: 'sig' }),
  delimiter: from(',', ' ', ';', '&'),
  hasDelimiter: fc.boolean(),
  label: from('v1', 'signature', undefined),
  prefix: from('sha256=', 'v1,', undefined),
  algorithm: from('sha1' as const, 'sha256' as const, 'sha512' as const, undefined),
  encoding: from('hex' as const, 'hex-upper' as const, 'base64' as const, 'base64url' as const),
  keyEncoding: from('text' as const, 'base64' as const, 'base64url' as const, 'hex' as const),
  keyPrefix: from('whsec_', undefined),
  before: parts,
  body: from('body' as const, 'body' as const, 'sorted-json' as const),
  after: parts,
  unit: from('s' as const, 'ms' as const, 'ns' as const, 'rfc3339' as const, 'http-date' as const),
  timed: fc.option(from(0, 1, 2, 'pointer' as const), { nil: undefined }),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

function toSignature(one: Drawn): StoreSignature {
  const { kind, place, prefix, delimiter, label, encoding, unit, timed } = one;
  if (kind === 'basic') return { kind };
  const split = one.hasDelimiter && { delimiter, ...(label && { label }) };
  const base = { ...place, ...(prefix && { prefix }), ...split };
  if (kind === 'token') return { kind, ...base };
  const content: Content = [...one.before, one.body, ...one.after];
  const named = content.filter((part) => typeof part === 'object' && !part.literal);
  const at = typeof timed === 'number' ? named[timed] : undefined;
  const time =
    timed === 'pointer'
      ? { pointer: '/at', unit }
      : typeof at === 'object'
        ? { ...at, unit }
        : undefined;
  const key = { encoding: one.keyEncoding, ...(one.keyPrefix && { prefix: one.keyPrefix }) };
  return {
    kind,
    ...base,
    ...(kind === 'hmac' && one.algorithm && { algorithm: one.algorithm }),
    encoding,
    key: kind === 'ed25519' && key.encoding === 'text' ? { ...key, encoding: 'hex' } : key,
    content,
    ...(time && { time }),
  };
}

/** Every kind of signature; only those that a store takes are used. */
const signatures: fc.Arbitrary<StoreSignature> = drawn
  .map(toSignature)
  .filter((signature) => mistakesOfSource({ tool: 'custom', signature }).length === 0);

const written = (unit: string | undefined): string => {
  const iso = new Date(NOW).toISOString();
  if (unit === 'rfc3339') return iso;
  if (unit === 'http-date') return new Date(NOW).toUTCString();
  return unit === 's' ? String(NOW / 1_000) : unit === 'ns' ? `${NOW}000000` : String(NOW);
};

const json = fc
  .record({
    email: from('a@example.com', 'x.1:2|3'),
    note: from('', '.', '{"a":1}', '1795316645', '\n'),
  })
  .map((value) => JSON.stringify({ z: 1, ...value }));

const bodies = fc.oneof(
  { weight: 3, arbitrary: json },
  from('email=a&x=1', '', 'a.b:c|1.2', '12', '[1]'),
);
const madeUp = fc.array(from('msg_1', 'a', '7', 'x-y', '1795316645'), {
  minLength: 8,
  maxLength: 8,
});

/** Two genuine deliveries of one source, signed by the reference signer. */
export const genuineOf = (
  drawnSignatures: fc.Arbitrary<StoreSignature>,
): fc.Arbitrary<readonly [Genuine, Genuine]> =>
  fc
    .tuple(drawnSignatures, bodies, bodies, madeUp, madeUp)
    .map(([signature, body, otherBody, values, others]) => [
      delivery(signature, body, values),
      delivery(signature, otherBody, others),
    ]);

export const genuine = genuineOf(signatures);

function delivery(signature: StoreSignature, text: string, made: readonly string[]): Genuine {
  const { content = [], time } = signature;
  const needsJson = content.includes('sorted-json') || time?.pointer !== undefined;
  const isText = time?.unit === 'rfc3339' || time?.unit === 'http-date';
  const at = isText ? JSON.stringify(written(time.unit)) : written(time?.unit);
  const body = needsJson ? `{"at":${at},"b":${JSON.stringify(text)}}` : text;
  const named = content.flatMap((part, index) =>
    typeof part === 'object' && !part.literal
      ? [[nameOf(part), made[index % 8] ?? ''] as const]
      : [],
  );
  const own = time && time.pointer === undefined ? { time: written(time.unit) } : {};
  const timed = time && own.time !== undefined ? { [nameOf(time)]: own.time } : {};
  const values = { ...Object.fromEntries(named), ...timed };
  const { secret, key } = secretOf(signature);
  const request = signCustom(signature, { body, key, values, ...own });
  return { signature, secret, values, request };
}

const KEY = 'an-invented-key-of-32-bytes-long';

function secretOf({ kind, key }: StoreSignature) {
  const { encoding = 'text', prefix = '' } = key ?? {};
  const bytes = kind === 'ed25519' ? publicKey : Buffer.from(KEY);
  const text = encoding === 'text' ? KEY : bytes.toString(encoding);
  if (kind === 'basic') return { secret: `user:${KEY}`, key: `user:${KEY}` };
  return { secret: prefix + text, key: kind === 'ed25519' ? pair.privateKey : KEY };
}

type Forge = (genuine: Genuine, other: Genuine, dice: (below: number) => number) => CustomRequest;

const withPlace = (
  { signature, request }: Genuine,
  change: (text: string) => string,
): CustomRequest => {
  const { query: name, header = 'authorization' } = signature;
  if (name === undefined) {
    const place = header.toLowerCase();
    return {
      ...request,
      headers: { ...request.headers, [place]: change(request.headers[place] ?? '') },
    };
  }
  const query = request.query.replace(
    /(^|&)sig=([^&]*)/,
    (_, start: string, text: string) =>
      `${start}sig=${encodeURIComponent(change(decodeURIComponent(text)))}`,
  );
  return { ...request, query };
};

const edited = (text: string, dice: (below: number) => number): string => {
  const at = dice(text.length + 1);
  const letter = ['0', '.', ':', 'a', ' ', '{', '\u0000', '=', ','][dice(9)] ?? '';
  return (
    [
      text.slice(0, at) + letter + text.slice(at),
      text.slice(0, at) + text.slice(at + 1),
      text.slice(0, at) + letter + text.slice(at + 1),
      text.slice(at),
      text + text,
      '',
    ][dice(6)] ?? ''
  );
};

/** The same request with other values in the places that are signed along. */
const withValue = (
  request: CustomRequest,
  signature: StoreSignature,
  name: string,
  value: string,
): CustomRequest => {
  const [kind = '', ...rest] = name.split(':');
  const place = rest.join(':');
  if (kind === 'header') return { ...request, headers: { ...request.headers, [place]: value } };
  const pattern = new RegExp(`(^|[&,; ])${place}=[^&,; ]*`);
  if (kind === 'query')
    return {
      ...request,
      query: request.query.replace(
        pattern,
        (_, start: string) => `${start}${place}=${encodeURIComponent(value)}`,
      ),
    };
  const genuineOne: Genuine = { signature, request, secret: '', values: {} };
  return withPlace(genuineOne, (text) =>
    text.replace(pattern, (_, start: string) => `${start}${place}=${value}`),
  );
};

/** Moves text between two signed parts, so that the signed text stays the same. */
const move: Forge = ({ signature, request, values }, _, dice) => {
  const { content = [] } = signature;
  const texts = textsOf(signature, values, request).map(String);
  const open = content.flatMap((part, at) =>
    part === 'body' || part === 'sorted-json' || (typeof part === 'object' && !part.literal)
      ? [at]
      : [],
  );
  const first = dice(Math.max(1, open.length - 1));
  const [from_ = 0, to = 0] = [open[first], open[first + 1]];
  const [one, other] = [content[from_], content[to]];
  if (from_ === to || one === undefined || other === undefined) return request;
  const between = texts.slice(from_ + 1, to).join('');
  const whole = texts.slice(from_, to + 1).join('');
  const cuts = Array.from({ length: whole.length - between.length + 1 }, (_each, at) => at).filter(
    (at) => whole.startsWith(between, at),
  );
  const cut = cuts[dice(cuts.length)] ?? 0;
  const put = (made: CustomRequest, part: Content[number], text: string): CustomRequest =>
    typeof part === 'string'
      ? { ...made, body: Buffer.from(text) }
      : withValue(made, signature, nameOf(part), text);
  return put(put(request, one, whole.slice(0, cut)), other, whole.slice(cut + between.length));
};

/** Ways in that a forger would try. */
export const FORGES: readonly Forge[] = [
  move,
  move,
  (one, _, dice) => ({ ...one.request, body: Buffer.from(edited(String(one.request.body), dice)) }),
  (one, _, dice) => withPlace(one, (text) => edited(text, dice)),
  (one, _, dice) => {
    const names = Object.keys(one.values);
    const name = names[dice(names.length)] ?? 'header:x-none';
    return withValue(one.request, one.signature, name, edited(one.values[name] ?? '', dice));
  },
  // Another delivery's signature, or its whole place.
  (one, other) => ({ ...other.request, body: one.request.body }),
  (one, other) => ({
    ...one.request,
    headers: { ...one.request.headers, ...other.request.headers },
  }),
  // A label twice, more candidates, elements without a name.
  (one, _, dice) => {
    const { delimiter = ',', label = 'v1' } = one.signature;
    const added =
      [`t=${NOW}`, `id=evil`, `${label}=`, `${label}=evil`, '__proto__=1', '=', '', label][
        dice(8)
      ] ?? '';
    return withPlace(one, (text) =>
      dice(2) === 0 ? `${added}${delimiter}${text}` : `${text}${delimiter}${added}`,
    );
  },
  // Another encoding of the same bytes, other letters, white space.
  (one, _, dice) =>
    withPlace(one, (text) => {
      const hex = Buffer.from(text.split('=').at(-1) ?? '', 'hex');
      return (
        [
          text.toUpperCase(),
          text.toLowerCase(),
          `${text}=`,
          ` ${text}`,
          hex.toString('base64'),
          hex.toString('base64url'),
          `${text}\n`,
        ][dice(7)] ?? ''
      );
    }),
  // Another hash with an empty key, with the public key, with the text of the header.
  (one, _, dice) => {
    const { prefix = '', label } = one.signature;
    const keys = [
      '',
      publicKey,
      publicKey.toString('hex'),
      one.secret.slice(0, 6),
      'undefined',
      'a secret that opens nothing',
    ];
    const hash = ['sha1', 'sha256', 'sha512', 'md5'][dice(4)] ?? '';
    const content = Buffer.concat(textsOf(one.signature, one.values, one.request));
    const bytes = createHmac(hash, keys[dice(keys.length)] ?? '')
      .update(content)
      .digest();
    const text = bytes.toString((['hex', 'base64', 'base64url'] as const)[dice(3)]);
    return withPlace(one, (given) =>
      label === undefined
        ? prefix + text
        : given.replace(new RegExp(`${label}=[^,; &]*`), `${label}=${prefix}${text}`),
    );
  },
  // A parameter twice, and names of prototypes.
  (one, _, dice) => ({
    ...one.request,
    query: `${one.request.query}&${['ts=1', 'id=x', 'sig=', '__proto__=x', 'constructor'][dice(5)]}`,
  }),
  (one) => ({ ...one.request, headers: {} }),
  (one) => ({
    ...one.request,
    headers: Object.fromEntries(Object.keys(one.request.headers).map((name) => [name, ''])),
    query: '',
  }),
  // JSON that means the same.
  (one, _, dice) => {
    const text = String(one.request.body);
    return {
      ...one.request,
      body: Buffer.from(
        [
          ` ${text}`,
          text.replace('{', '{"email":"evil",'),
          text.replace('}', ',"email":"evil"}'),
          text.replace(':', ' : '),
        ][dice(4)] ?? '',
      ),
    };
  },
];

/** What a request says under a signature. Undefined where it does not say one thing. */
export function saidBy(signature: StoreSignature, request: CustomRequest): string | undefined {
  const { content = ['body'] } = signature;
  const said = content.map((part) => {
    if (part === 'body') return request.body.toString('base64');
    if (part === 'sorted-json') return meaningOf(request.body);
    if (typeof part === 'string' || part.literal) return '';
    return valueOf(part, signature, request);
  });
  return said.includes(undefined) ? undefined : JSON.stringify(said);
}

function meaningOf(body: Buffer): string | undefined {
  try {
    const text = String(body);
    const members = text.match(/"(?:[^"\\]|\\.)*"\s*:/g)?.length ?? 0;
    const value: unknown = JSON.parse(text);
    let count = 0;
    JSON.stringify(value, (_, inner: unknown) => {
      if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
        count += Object.keys(inner).length;
      return inner;
    });
    if (count !== members) return undefined;
    return textsOf({ content: ['sorted-json'] }, {}, { body, url: '' }).join('');
  } catch {
    return undefined;
  }
}

function valueOf(
  part: StoreSignedPart,
  signature: StoreSignature,
  request: CustomRequest,
): string | undefined {
  if (part.header !== undefined) {
    const wanted = part.header.toLowerCase();
    return Object.entries(request.headers).find(([name]) => name === wanted)?.[1];
  }
  const place =
    signature.query === undefined
      ? request.headers[signature.header?.toLowerCase() ?? '']
      : decodeURIComponent(/(?:^|&)sig=([^&]*)/.exec(request.query)?.[1] ?? '');
  const texts =
    part.query === undefined
      ? (place ?? '').split(signature.delimiter ?? '\u0000')
      : request.query.split('&').map(decodeURIComponent);
  const name = part.query ?? part.label ?? '';
  const found = texts.map((text) => text.trimStart()).filter((text) => text.startsWith(`${name}=`));
  return found.length === 1 ? found[0]?.slice(name.length + 1) : undefined;
}
