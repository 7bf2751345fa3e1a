import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StoreSignature } from '../../../src/generated/types.ts';
import { checkOf } from '../../../src/sources/verify/checks.ts';
import { MAY_BE_UNSIGNED, signaturesOf } from '../../../src/sources/verify/schemes.ts';
import { checksFor, verify } from '../../../src/sources/verify/verify.ts';
import {
  aSecret,
  signAs,
  SIGNING_TOOLS,
  type SigningTool,
  type ToSign,
} from '../../support/sign-as.ts';

interface Vector {
  readonly name: string;
  readonly tool: SigningTool;
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly url?: string;
  readonly signedAtSeconds?: number;
}

const vectors = JSON.parse(readFileSync('test/vectors/signatures.json', 'utf8')) as Vector[];

const NOW = Date.parse('2026-11-22T03:04:05Z');
const URL_OF_TOOL = 'https://hooks.example.com/webhooks/tw-main/a-source';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Headers = Readonly<Record<string, string>>;
type Bytes = string | Uint8Array;

function check(
  tool: SigningTool,
  request: { readonly headers: Headers; readonly body: Bytes; readonly url?: string },
  { secrets = [aSecret(tool)], now = NOW }: { secrets?: readonly string[]; now?: number } = {},
): string | undefined {
  const { headers, body, url = URL_OF_TOOL } = request;
  const arrived = { method: 'POST', query: '', headers, body: Buffer.from(body), url };
  return verify(signaturesOf({ tool }), arrived, { secrets, now });
}

/** Klaviyo's age stands in its body. */
const bodyOf = (now: number): string =>
  `{"name":"林怡君","meta":{"timestamp":"${new Date(now).toISOString()}"}}`;

const signed = (
  tool: SigningTool,
  {
    secret = aSecret(tool),
    url = URL_OF_TOOL,
    now = NOW,
    body = bodyOf(now),
  }: Partial<ToSign> = {},
) => ({ headers: signAs(tool, { secret, url, now, body }), body });

describe('public test vectors', () => {
  it.each(vectors)('accepts $name', ({ tool, secret, headers, body, url, signedAtSeconds = 0 }) => {
    const request = { headers, body, ...(url !== undefined && { url }) };
    const options = { secrets: [secret], now: signedAtSeconds * 1000 };
    expect(check(tool, request, options)).toBeUndefined();
    expect(check(tool, { ...request, body: `${body} ` }, options)).toBe(
      'the signature does not match',
    );
  });
});

describe.each(SIGNING_TOOLS)('a delivery of %s', (tool) => {
  it('is accepted when it is genuine', () => {
    expect(check(tool, signed(tool))).toBeUndefined();
  });

  it('is accepted with any of several live secrets', () => {
    const secrets = ['c', 'b', 'a'].map((seed) => aSecret(tool, seed));
    expect(check(tool, signed(tool), { secrets })).toBeUndefined();
  });

  it('is accepted with bytes that are no text', () => {
    const body = Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from(bodyOf(NOW))]);
    const expected = tool === 'klaviyo' ? 'the signature has no time' : undefined;
    expect(check(tool, signed(tool, { body }))).toBe(expected);
  });

  it.each<[string, Partial<ToSign>]>([
    ['another secret', { secret: aSecret(tool, 'b') }],
    ['another secret of another length', { secret: aSecret(tool, 'a-longer-one') }],
  ])('is refused with %s', (_, options) => {
    expect(check(tool, signed(tool, options))).toBe('the signature does not match');
  });

  it.each([
    ['no secret', []],
    ['an empty secret', ['']],
  ])('is refused where the source has %s', (_, secrets) => {
    expect(check(tool, signed(tool), { secrets })).toMatch(/^no secret/);
  });

  const headerNames = Object.keys(signed(tool).headers);

  it.each(headerNames)('is refused without %s, or with nothing in it', (name) => {
    const { headers, body } = signed(tool);
    const { [name]: _, ...others } = headers;
    expect(check(tool, { headers: others, body })).toMatch(/missing or malformed/);
    expect(check(tool, { headers: { ...others, [name]: '' }, body })).toMatch(
      /missing or malformed/,
    );
  });

  it.each(headerNames)('is refused with one bit of %s changed, whichever', (name) => {
    const { headers, body } = signed(tool);
    const text = headers[name] ?? '';
    for (let bit = 0; bit < text.length * 7; bit += 1) {
      const codes = [...Buffer.from(text)];
      codes[Math.floor(bit / 7)] = (codes[Math.floor(bit / 7)] ?? 0) ^ (1 << (bit % 7));
      const forged = { ...headers, [name]: String.fromCharCode(...codes) };
      expect(check(tool, { headers: forged, body }), `bit ${bit}`).toBeDefined();
    }
  });

  it('is refused with one bit of the body changed, whichever', () => {
    const { headers, body } = signed(tool);
    for (let bit = 0; bit < Buffer.byteLength(body) * 8; bit += 1) {
      const forged = Buffer.from(body);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(check(tool, { headers, body: forged }), `bit ${bit}`).toBeDefined();
    }
  });

  it.each<[string, (body: string) => Bytes]>([
    ['in UTF-16', (body) => Buffer.from(body, 'utf16le')],
    ['in Latin-1', (body) => Buffer.from(body, 'latin1')],
    ['as base64', (body) => Buffer.from(body).toString('base64')],
    ['with escaped letters', (body) => body.replace('林', String.raw`\u6797`)],
    ['with a byte order mark', (body) => `\uFEFF${body}`],
    ['with a line feed at its end', (body) => `${body}\n`],
    ['written anew', (body) => JSON.stringify(JSON.parse(body), undefined, 1)],
    ['cut off', (body) => body.slice(0, -1)],
    ['empty', () => ''],
  ])('is refused with its body %s', (_, change) => {
    const { headers, body } = signed(tool);
    expect(check(tool, { headers, body: change(String(body)) })).toBe(
      'the signature does not match',
    );
  });

  it('is refused with the signature in other letters or another encoding', () => {
    const { headers, body } = signed(tool);
    const name = headerNames.findLast((one) => one.includes('sig') || one.includes('hmac')) ?? '';
    const text = headers[name] ?? '';
    const changed = [text.toUpperCase(), text.toLowerCase(), ` ${text}`, `${text}=`];
    for (const other of changed.filter((one) => one !== text)) {
      expect(check(tool, { headers: { ...headers, [name]: other }, body })).toBeDefined();
    }
  });
});

describe('the time of a signature', () => {
  it.each<[SigningTool, number]>([
    ['standard-webhooks', 5 * MINUTE],
    ['google-forms', 5 * MINUTE],
    ['mailchimp', 5 * MINUTE],
    ['klaviyo', 24 * HOUR],
  ])('of %s may be %i ms away, in either direction', (tool, windowMs) => {
    for (const direction of [1, -1]) {
      expect(check(tool, signed(tool, { now: NOW + direction * windowMs }))).toBeUndefined();
      expect(check(tool, signed(tool, { now: NOW + direction * (windowMs + 1000) }))).toBe(
        'the signature is too old or from the future',
      );
    }
  });

  it.each(['123abc', '1.5', '-1', '1e9', '', ' 1', '0x10', '9'.repeat(30)])(
    'is refused as %j',
    (time) => {
      const { headers, body } = signed('standard-webhooks');
      const forged = { ...headers, 'webhook-timestamp': time };
      expect(check('standard-webhooks', { headers: forged, body })).toMatch(/malformed/);
    },
  );

  it('of Klaviyo is that of the signed body, however far its header is off', () => {
    const body = bodyOf(NOW);
    const headers = signAs('klaviyo', {
      secret: aSecret('klaviyo'),
      url: '',
      now: NOW + 40 * HOUR,
      body,
    });
    expect(check('klaviyo', { headers, body })).toBeUndefined();
  });

  it.each(['{}', 'null', '[]', '{"meta":{"timestamp":"soon"}}', 'no JSON'])(
    'of Klaviyo is missed in %s',
    (body) => {
      expect(check('klaviyo', signed('klaviyo', { body }))).toBe('the signature has no time');
    },
  );
});

describe('Square', () => {
  it.each(['https://hooks.example.com/webhooks/tw-main/a-source/', 'https://evil.example/', ''])(
    'is refused for the address %j',
    (url) => {
      expect(check('square', { ...signed('square'), url })).toBe('the signature does not match');
    },
  );
});

describe('Standard Webhooks', () => {
  const [tool, body] = ['standard-webhooks', '{}'] as const;
  const headersWith = (signatures: string): Headers => ({
    ...signAs(tool, { secret: aSecret(tool), url: '', now: NOW, body }),
    'webhook-signature': signatures,
  });
  const genuine =
    signAs(tool, { secret: aSecret(tool), url: '', now: NOW, body })['webhook-signature'] ?? '';

  it.each([`v1,AAAA ${genuine}`, `v2,AAAA ${genuine} v1a,AAAA`, `${genuine} ${genuine}`])(
    'finds the one that matches in %s',
    (signatures) => {
      expect(check(tool, { headers: headersWith(signatures), body })).toBeUndefined();
    },
  );

  it.each([
    'v1,',
    'v1',
    genuine.slice(0, -4),
    genuine.slice(3),
    genuine.replace('v1,', 'v2,'),
    genuine.replace('v1,', 'v1a,'),
    genuine.replace(',', '='),
    `${'v1,AAAA '.repeat(20)}${genuine}`,
  ])('refuses %s', (signatures) => {
    expect(check(tool, { headers: headersWith(signatures), body })).toBeDefined();
  });

  it('takes a secret without its prefix, and none that is no base64', () => {
    const request = { headers: headersWith(genuine), body };
    const bare = aSecret(tool).replace('whsec_', '');
    expect(check(tool, request, { secrets: [bare] })).toBeUndefined();
    for (const wrong of ['whsec_', 'whsec_not base64!', 'whsec_ä', 'whpk_AAAA']) {
      expect(check(tool, request, { secrets: [wrong] })).toMatch(/^no secret/);
    }
  });

  it('refuses an id with a dot, which would make the signed text ambiguous', () => {
    const headers = { ...headersWith(genuine), 'webhook-id': 'msg.1' };
    expect(check(tool, { headers, body })).toMatch(/malformed/);
  });

  describe('with ed25519', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const { x = '' } = publicKey.export({ format: 'jwk' });
    const secret = `whpk_${Buffer.from(x, 'base64url').toString('base64')}`;
    const { 'webhook-id': id, 'webhook-timestamp': time } = headersWith('');
    const signature = sign(null, Buffer.from(`${id}.${time}.${body}`), privateKey);
    const headers = headersWith(`v1,AAAA v1a,${signature.toString('base64')}`);

    it('is accepted, alone and beside a secret', () => {
      expect(check(tool, { headers, body }, { secrets: [secret] })).toBeUndefined();
      const secrets = [aSecret(tool), secret];
      expect(check(tool, { headers, body }, { secrets })).toBeUndefined();
    });

    it('is refused with another body, another key, another version or a cut signature', () => {
      const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '';
      const otherSecret = `whpk_${Buffer.from(other, 'base64url').toString('base64')}`;
      const text = headers['webhook-signature'] ?? '';
      expect(check(tool, { headers, body: '{} ' }, { secrets: [secret] })).toBeDefined();
      expect(check(tool, { headers, body }, { secrets: [otherSecret] })).toBeDefined();
      for (const forged of [text.replace('v1a,', 'v1,'), text.slice(0, -4), 'v1a,']) {
        const changed = { ...headers, 'webhook-signature': forged };
        expect(check(tool, { headers: changed, body }, { secrets: [secret] })).toBeDefined();
      }
    });
  });
});

describe('the work', () => {
  const ONE: StoreSignature = { kind: 'hmac', header: 'x', encoding: 'hex' };
  const KINDS: readonly (readonly [string, readonly StoreSignature[], (n: number) => string])[] = [
    ['hmac', [ONE], String],
    ['token', [{ kind: 'token', header: 'x' }], String],
    ['basic', [{ kind: 'basic' }], (number) => `user:${number}`],
    ['no signature', [], String],
    ['Standard Webhooks', signaturesOf({ tool: 'standard-webhooks' }), () => 'whsec_QUFB'],
  ];
  // A value that is no text and no bytes cannot be signed. The failure shows that the signature was tried.
  const body = 42 as unknown as Buffer;

  it.each(KINDS.flatMap((kind) => [0, 1, 2, 4].map((count) => [kind, count] as const)))(
    'signs the body at least twice: %j with %i secrets',
    ([, signatures, secretOf], count) => {
      const secrets = Array.from({ length: count }, (_, at) => secretOf(at));
      const checks = checksFor(signatures, secrets);
      const signing = checks.filter((one) => {
        try {
          one.check({ content: [body], candidates: [''] });
          return false;
        } catch {
          return true;
        }
      });
      expect(signing.length).toBe(Math.max(2, signatures[0]?.kind === 'hmac' ? count : 0));
      expect(signing.every((one) => one.check.reads)).toBe(true);
    },
  );

  it.each([[[]], [['one']], [['one', 'two']]])(
    'signs the body without a signature too, for the secrets %j',
    (secrets) => {
      const unsigned = { method: 'POST', query: '', headers: {}, url: '', body };
      expect(() => verify([ONE], unsigned, { secrets, now: NOW })).toThrow(
        'must be of type string',
      );
    },
  );

  it('opens nothing with the secret of the idle checks', () => {
    const [idle] = checksFor([], []);
    const made = signAs('tally', {
      secret: 'a secret that opens nothing',
      url: '',
      now: NOW,
      body: '{}',
    });
    const candidates = Object.values(made);
    const tally = signaturesOf({ tool: 'tally' });
    const request = {
      method: 'POST',
      query: '',
      headers: { ...made, signature: candidates[0] ?? '' },
      url: '',
      body: Buffer.from('{}'),
    };
    expect(idle?.check({ content: ['{}'], candidates })).toBe(true);
    for (const signatures of [[], [ONE], tally])
      expect(verify(signatures, request, { secrets: [], now: NOW })).toMatch(/^no secret/);
    expect(verify(tally, request, { secrets: ['another'], now: NOW })).toBe(
      'the signature does not match',
    );
  });

  it('needs a secret', () => {
    for (const kind of ['hmac', 'token', 'basic', 'ed25519'] as const)
      expect(checkOf({ ...ONE, kind }, '')).toBeUndefined();
  });
});

describe('tools that may be unsigned', () => {
  it('are those that cannot sign, and three that do not always', () => {
    const signing = [...MAY_BE_UNSIGNED].filter((tool) => signaturesOf({ tool }).length > 0);
    expect(signing).toEqual(['mailchimp', 'loyverse', 'shopline']);
  });
});
