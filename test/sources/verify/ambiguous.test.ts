import { describe, expect, it } from 'vitest';
import type { StoreSignature } from '../../../src/generated/types.ts';
import { mistakesOfSource } from '../../../src/sources/verify/signature-mistakes.ts';
import { sortedJson } from '../../../src/sources/verify/sorted-json.ts';
import { verify } from '../../../src/sources/verify/verify.ts';
import { type CustomRequest, signCustom } from '../../support/sign-custom.ts';

type Content = Exclude<StoreSignature['content'], undefined>;
const NOW = Date.parse('2026-11-22T03:04:05Z');
const KEY = 'an-invented-secret-0123456789';
const base: StoreSignature = { kind: 'hmac', header: 'x-signature', encoding: 'hex' };

const check = (signature: StoreSignature, request: CustomRequest & { urlQuery?: string }) =>
  verify([signature], request, { secrets: [KEY], now: NOW });

/** A request with these values, signed as one that the sender never sent. */
function forged(content: Content, values: Readonly<Record<string, string>>, body: string) {
  const signature = { ...base, content };
  return check(signature, signCustom(signature, { body, key: KEY, values }));
}

const id = { header: 'x-id' };
const dot = { literal: '.' };

describe('a signed text that fits two requests', () => {
  it.each<[string, Content, string, string]>([
    ['an id with the literal behind it', [id, dot, 'body'], 'msg.1', '{}'],
    ['an id with the beginning of that literal', [id, { literal: '::' }, 'body'], 'msg:', '{}'],
    ['an id behind the body with the literal', ['body', dot, id], 'a.b', '{}'],
    ['an id with a control character', [id, { literal: '\n' }, 'body'], 'a\tb', '{}'],
    ['an id of other letters', [id, dot, 'body'], 'ä', '{}'],
    ['an id with white space at its end', ['body', id], 'a ', '{}'],
    ['an id that is empty', [id, dot, 'body'], '', '{}'],
    ['two ids side by side', [id, { header: 'x-other' }, dot, 'body'], 'a', '{}'],
    ['an id before the method', [id, 'method', dot, 'body'], 'a', '{}'],
  ])('is refused: %s', (_, content, value, body) => {
    const values = { 'header:x-id': value, 'header:x-other': 'b' };
    expect(forged(content, values, body)).toMatch(/missing or malformed/);
  });

  it.each([[[id, 'body']], [['body', id]]] as const)(
    'is refused where a value stands right beside a body that is no JSON document: %j',
    (content) => {
      const parts = [...content];
      expect(forged(parts, { 'header:x-id': '7' }, '{"a":1}')).toBeUndefined();
      expect(forged(parts, { 'header:x-id': '7' }, '[1]')).toBeUndefined();
      for (const body of ['a=1', '12', '"a"', '', 'null', '{"a":1}7'])
        expect(forged(parts, { 'header:x-id': '7' }, body)).toMatch(/would fit another request/);
    },
  );

  it('is refused where a time is written in another way', () => {
    const time = { header: 'x-time', unit: 's' } as const;
    const content: Content = [{ header: 'x-time' }, 'body'];
    const seconds = String(NOW / 1_000);
    const signed = (text: string) =>
      check(
        { ...base, content, time },
        signCustom({ ...base, content, time }, { body: 'a=1', key: KEY, time: text }),
      );
    expect(signed(seconds)).toBeUndefined();
    for (const text of [
      `0${seconds}`,
      `${seconds}.0`,
      `+${seconds}`,
      ` ${seconds}`,
      `${seconds}e0`,
    ])
      expect([text, signed(text)].join(': ')).toMatch(/missing or malformed/);
    expect(signed(`${seconds}0`)).toMatch(/too old or from the future/);
  });

  it.each<[string, 'url' | 'literal']>([
    ['?a=1{"x":1', 'url'],
    ['?a=%20|b', 'literal'],
    ['?a=ä', 'url'],
  ])('is refused with the query %s in the address', (urlQuery, kind) => {
    const content: Content = kind === 'url' ? ['url', 'body'] : ['url', { literal: '|' }, 'body'];
    const url = `https://hooks.example.com/webhooks/tw-main/custom${urlQuery}`;
    const signature = { ...base, content };
    const request = signCustom(signature, { body: '{}', key: KEY, url });
    expect(check(signature, { ...request, urlQuery })).toMatch(/missing or malformed/);
    // A configured address is one text.
    expect(check(signature, request)).toBeUndefined();
  });

  it('takes the query of the address where it is clear where it ends', () => {
    const signature = { ...base, content: ['url', 'body'] as Content };
    const urlQuery = '?x=%20y&z';
    const url = `https://hooks.example.com/webhooks/tw-main/custom${urlQuery}`;
    const json = signCustom(signature, { body: '{}', key: KEY, url });
    expect(check(signature, { ...json, urlQuery })).toBeUndefined();
    const form = signCustom(signature, { body: 'a=1', key: KEY, url });
    expect(check(signature, { ...form, urlQuery })).toMatch(/would fit another request/);
  });
});

describe('a value that stands several times', () => {
  const time = { label: 't', unit: 's' } as const;
  const labelled: StoreSignature = {
    ...base,
    delimiter: ',',
    label: 'v1',
    content: [{ label: 't' }, dot, 'body'],
    time,
  };
  const seconds = String(NOW / 1_000);
  const request = signCustom(labelled, { body: '{}', key: KEY, time: seconds });
  const genuine = request.headers['x-signature'] ?? '';
  const withHeader = (text: string) =>
    check(labelled, { ...request, headers: { 'x-signature': text } });

  it.each([
    genuine,
    `${genuine},v1=evil,v0=x`,
    genuine.replace(',', ', '),
    genuine.replace('v1=', 'v1=evil,v1='),
    `${genuine},`,
  ])('finds the one that matches in %s', (text) => {
    expect(withHeader(text)).toBeUndefined();
  });

  it.each([
    `t=1,${genuine}`,
    `${genuine},t=${seconds}`,
    `,${genuine}`,
    ` ${genuine}`,
    genuine.replace('t=', '__proto__='),
    genuine.replace('v1=', 'V1='),
    `${genuine}0`,
    `${'v1=x,'.repeat(20)}${genuine}`,
  ])('refuses %s', (text) => {
    expect(withHeader(text)).toBeDefined();
  });

  it('refuses a query parameter that stands twice, or not at all', () => {
    const signature: StoreSignature = { kind: 'hmac', query: 'sig', encoding: 'base64' };
    const { query, ...rest } = signCustom(signature, { body: '{}', key: KEY });
    const given = (text: string) => check(signature, { ...rest, query: text });
    expect(given(query)).toBeUndefined();
    expect(given(`a=1&${query}&b`)).toBeUndefined();
    expect(given(decodeURIComponent(query))).toBeUndefined();
    for (const text of ['', 'sig', 'sig=%', `${query}&${query}`, `${query}&sig=`, '%=1'])
      expect([text, given(text)]).not.toContain(undefined);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'finds nothing under the name %s of a prototype',
    (name) => {
      for (const signature of [
        { ...base, header: name },
        { ...base, content: [{ header: name }, dot, 'body'] as Content },
        { ...labelled, content: [{ label: name }, dot, 'body'] as Content },
        { kind: 'token' as const, header: name },
        { kind: 'token' as const, query: name },
      ])
        expect(check(signature, request)).toMatch(/missing or malformed/);
    },
  );
});

describe('a signature whose data was put past `store put`', () => {
  const request = signCustom(base, { body: '{}', key: KEY });

  it.each<[string, object]>([
    ['no body among the signed parts', { content: [dot] }],
    ['no signed part', { content: [] }],
    ['the body twice', { content: ['body', 'body'] }],
    ['a part of no kind', { content: [{}, 'body'] }],
    ['a kind of no kind', { kind: 'constructor' }],
    ['no encoding', { encoding: undefined }],
    ['an encoding of no kind', { encoding: 'constructor' }],
    ['a hash of no kind', { algorithm: 'md0' }],
    ['a time of no kind', { time: { unit: 'constructor', header: 'x-signature' } }],
    ['a label without a delimiter', { label: 'v1' }],
    ['a content that is a text', { content: 'body' }],
  ])('is never accepted: %s', (_, change) => {
    const signature: StoreSignature = { ...base, ...change };
    const texts = [
      request,
      signCustom({ ...base, content: [dot] }, { body: '{}', key: KEY }),
      signCustom({ ...base, content: ['body', 'body'] }, { body: '{}', key: KEY }),
    ];
    for (const one of texts) {
      let refusal: string | undefined;
      try {
        refusal = check(signature, one);
      } catch (error) {
        refusal = String(error);
      }
      expect(refusal).toBeDefined();
    }
    expect(
      mistakesOfSource({ tool: 'custom', signature: JSON.parse(JSON.stringify(signature)) }),
    ).not.toEqual([]);
  });
});

describe('a public key', () => {
  it('is never the key of an HMAC', () => {
    const key = Buffer.alloc(32, 7);
    const secret = `whpk_${key.toString('base64')}`;
    const both: readonly StoreSignature[] = [
      base,
      { ...base, kind: 'ed25519', key: { encoding: 'base64', prefix: 'whpk_' } },
    ];
    for (const guess of [secret, key, key.toString('base64')]) {
      const request = signCustom(base, { body: '{}', key: guess });
      expect(verify(both, request, { secrets: [secret], now: NOW })).toBeDefined();
    }
  });
});

describe('JSON with sorted keys', () => {
  const sorted = (text: string) => sortedJson(Buffer.from(text));

  it.each([
    ['{"b":1,"a":{"d":[{"z":1,"y":2}],"c":null}}', '{"a":{"c":null,"d":[{"y":2,"z":1}]},"b":1}'],
    [' { "b" : 1.0 , "a" : 1e2 } ', '{"a":1e2,"b":1.0}'],
    [String.raw`{"b":"\u6797\/","a":"{\"x\": 1}"}`, String.raw`{"a":"{\"x\": 1}","b":"\u6797\/"}`],
    ['{"é":1,"z":2,"Z":3,"10":4,"9":5}', '{"10":4,"9":5,"Z":3,"z":2,"é":1}'],
    ['{"a":12345678901234567890}', '{"a":12345678901234567890}'],
    ['{"__proto__":1,"constructor":2,"a":3}', '{"__proto__":1,"a":3,"constructor":2}'],
    ['[]', '[]'],
    ['{}', '{}'],
  ])('writes %s as %s', (text, expected) => {
    expect(sorted(text)).toBe(expected);
  });

  it('keeps a key that stands twice: what is read is what was signed', () => {
    expect(sorted('{"a":2,"a":1}')).toBe('{"a":2,"a":1}');
    expect(sorted('{"a":1}')).not.toBe(sorted('{"a":2,"a":1}'));
  });

  it.each(['', 'a=1', '1', '"a"', 'null', '{"a":1', '{"a":1}x', '\uFEFF{}', '['.repeat(200_000)])(
    'reads nothing of %.20s',
    (text) => {
      expect(sorted(text)).toBeUndefined();
    },
  );

  it.each([
    // Each level would copy all that is inside it.
    [
      'many levels around a long text',
      `${'{"a":1,"b":'.repeat(1_500)}"${'x'.repeat(900_000)}"${'}'.repeat(1_500)}`,
    ],
    [
      'lists of lists around a long text',
      `${'[1,'.repeat(2_000)}"${'x'.repeat(900_000)}"${']'.repeat(2_000)}`,
    ],
    ['many keys', `{${Array.from({ length: 80_000 }, (_, at) => `"k${at}":1`).join(',')}}`],
  ])('takes only the time of its length for %s: anyone can post it', (_, text) => {
    const { user } = process.cpuUsage();
    expect(sorted(text)).toHaveLength(text.length);
    expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(500);
  });

  it('reads nothing that the stack cannot hold, and no bytes that are no text', () => {
    const levels = 200_000;
    expect(sorted('['.repeat(levels) + ']'.repeat(levels))).toBeUndefined();
    expect(sortedJson(Buffer.from([0x22, 0xff, 0x22]))).toBeUndefined();
  });
});
