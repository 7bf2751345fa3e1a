import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StorePublicSource, StoreSource } from '../../src/generated/types.ts';
import { aRequest } from '../support/a-request.ts';
import { openReceive } from './open-receive.ts';

const SHOP = 'https://shop.example.com';
const FORM = 'application/x-www-form-urlencoded';
/** A post with a contact. */
const GOOD = 'email=ada@example.com';
const NAVIGATION = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

const page = (form: Partial<StorePublicSource> = {}): Readonly<Record<string, StoreSource>> => ({
  form: { tool: 'html-form', public: { origins: [SHOP], ...form } },
});

const post = (body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) =>
  aRequest({ body, headers: { 'content-type': FORM, origin: SHOP, ...headers } });

/** 2,000 characters. */
const LONGEST = `${SHOP}/${'x'.repeat(1_999 - SHOP.length)}`;

const REFUSED = {
  statusCode: 401,
  headers: {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  },
};

describe('the origin of a public form', () => {
  const origins = [SHOP, 'https://Big.Example.com:443', 'http://localhost:8080'];

  const ask = async (origin: string | undefined) => {
    const { receive, copies } = openReceive(page({ origins }));
    const headers: Record<string, string> = origin === undefined ? {} : { origin };
    const sent = { 'content-type': FORM, ...headers };
    const answer = await receive(aRequest({ body: GOOD, headers: sent }));
    const preflight = await receive(aRequest({ method: 'OPTIONS', headers }));
    return { answer, preflight, copies };
  };

  it.each([SHOP, 'https://big.example.com', 'http://localhost:8080'])(
    'may be %s, and its page may read the answer',
    async (origin) => {
      const { answer, preflight, copies } = await ask(origin);
      const cors = { 'access-control-allow-origin': origin, vary: 'origin' };
      expect(copies).toHaveLength(1);
      expect(answer).toMatchObject({
        statusCode: 200,
        headers: cors,
        body: '{"accepted":1,"id":"id-1"}',
      });
      expect(preflight).toMatchObject({
        statusCode: 204,
        headers: {
          ...cors,
          'access-control-allow-methods': 'POST',
          'access-control-allow-headers': 'content-type',
        },
      });
    },
  );

  it.each([
    undefined,
    '',
    'null',
    '*',
    'http://shop.example.com',
    'https://shop.example.com:8443',
    'https://shop.example.com.',
    'https://shop.example.com/',
    'https://SHOP.example.com',
    'https://shop.example.com.evil.example',
    'https://evil.example?https://shop.example.com',
    'https://shop.example.com@evil.example',
    'https://shop.example.com https://evil.example',
    'https://shop.example.com\r\nx: y',
    'http://localhost',
    'https://big.example.com:443',
  ])('may not be %j', async (origin) => {
    const { answer, preflight, copies } = await ask(origin);
    expect(copies).toEqual([]);
    expect(answer).toMatchObject({ statusCode: 401 });
    expect(answer.headers).toEqual(REFUSED.headers);
    expect(preflight).toMatchObject({ statusCode: 204, headers: { vary: 'origin' } });
    expect(Object.keys(preflight.headers ?? {}).join()).not.toContain('access-control');
  });

  it('does not open a source of a tool that can sign', async () => {
    const sources: Readonly<Record<string, StoreSource>> = {
      form: { tool: 'typeform', secrets: ['x'], public: { origins: [SHOP] } },
    };
    const { receive, copies } = openReceive(sources);
    expect(await receive(post(GOOD, NAVIGATION))).toMatchObject({ statusCode: 401 });
    expect(copies).toEqual([]);
  });

  it('lets the page read a 503', async () => {
    const queue = { send: () => Promise.resolve(new Set<string>()) };
    const { receive } = openReceive(page(), { queue });
    expect(await receive(post(GOOD))).toMatchObject({
      statusCode: 503,
      headers: { 'access-control-allow-origin': SHOP, 'retry-after': '30' },
    });
  });
});

describe('the size of a public form', () => {
  const sized = (bytes: number) => post(`${GOOD}&a=${'x'.repeat(bytes - GOOD.length - 3)}`);

  it('is at most 100,000 bytes', async () => {
    const { receive, copies } = openReceive(page());
    expect(await receive(sized(100_000))).toMatchObject({ statusCode: 200 });
    expect(await receive(sized(100_001))).toMatchObject({
      statusCode: 413,
      body: expect.stringContaining('100,000'),
    });
    expect(copies).toHaveLength(1);
  });

  it('is counted in bytes, and not revealed to other pages', async () => {
    const { receive } = openReceive(page());
    const body = `a=${'林'.repeat(33_333)}`;
    expect(await receive(post(body))).toMatchObject({ statusCode: 413 });
    const refused = await receive(post(body, { origin: 'https://evil.example' }));
    expect(refused).toMatchObject({ statusCode: 401 });
  });
});

describe('the honeypot', () => {
  const CONTACT = '"email":"ada@example.com"';
  const multipart = (name: string, value: string, contact?: string) => {
    const parts = [[name, value], ...(contact === undefined ? [] : [['email', 'ada@example.com']])];
    const texts = parts.map(
      ([key, text]) => `--b\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${text}\r\n`,
    );
    return `${texts.join('')}--b--\r\n`;
  };
  const json = 'application/json';

  it.each([
    ['a field', 'website=x', FORM, true],
    ['a field that comes twice', 'website=&website=x', FORM, true],
    ['a field that is a list', 'website%5B%5D=x', FORM, true],
    ['an encoded field', 'w%65bsite=%20x', `${FORM}; charset=utf-8`, true],
    ['a part', multipart('website', 'x'), 'multipart/form-data; boundary=b', true],
    ['a field of JSON', '{"website":"x"}', json, true],
    ['a list of JSON', '{"website":["","x"]}', json, true],
    ['a number after a byte order mark', '\uFEFF{"website":7}', 'application/vnd.shop+json', true],
    ['a field of JSON posted as text', '{"website":"x"}', 'text/plain', true],
    ['an empty field', `website=&${GOOD}`, FORM, false],
    ['a blank field', `website=+%20&${GOOD}`, FORM, false],
    ['another field', `Website=x&${GOOD}`, FORM, false],
    ['its name as a value', `a=website&${GOOD}`, FORM, false],
    ['an empty part', multipart('website', '', CONTACT), 'multipart/form-data; boundary=b', false],
    ['an empty field of JSON', `{"website":"",${CONTACT}}`, json, false],
    ['null', `{"website":null,${CONTACT}}`, json, false],
    ['lists in lists', `{"website":${'['.repeat(30)}${']'.repeat(30)},${CONTACT}}`, json, false],
    ['no JSON', 'website', json, false],
    ['parts without a boundary', 'website=x', 'multipart/form-data', false],
    ['no UTF-8', 'website=%FF', FORM, false],
  ])('is or is not a trap with %s', async (_, body, type, isTrap) => {
    const { receive, copies, reports } = openReceive(page({ honeypot: 'website' }));
    const answer = await receive(post(body, { 'content-type': type }));
    expect(answer).toMatchObject({ statusCode: 200, body: '{"accepted":1,"id":"id-1"}' });
    expect(copies).toHaveLength(isTrap ? 0 : 1);
    const trapped = { outcome: 'trapped', why: 'the honeypot field was filled in' };
    expect(reports).toMatchObject([
      { ...(isTrap ? trapped : { outcome: 'accepted' }), status: 200 },
    ]);
  });

  it.each([{}, NAVIGATION])(
    'gives a program the answer of a person, and reports no id: %j',
    async (headers) => {
      const { receive, reports } = openReceive(page({ honeypot: 'website' }), {
        newId: () => 'id',
      });
      const person = await receive(post('email=a@example.com&website=', headers));
      const machine = await receive(post('email=a@example.com&website=x', headers));
      expect(machine).toEqual(person);
      expect(reports[1]).not.toHaveProperty('id');
    },
  );

  it('is no field if none is configured', async () => {
    const { receive, copies } = openReceive(page());
    await receive(
      post('{"undefined":"x","website":"x","email":"ada@example.com"}', { 'content-type': json }),
    );
    expect(copies).toHaveLength(1);
  });

  it('in a group of JSON is named with its group', async () => {
    const { receive, copies } = openReceive(page({ honeypot: 'extra.website' }));
    await receive(post('{"extra":{"website":"x"}}', { 'content-type': json }));
    expect(copies).toEqual([]);
  });
});

describe('the next page of a browser', () => {
  const navigate = { 'sec-fetch-mode': 'navigate' };

  it.each<[string, Partial<StorePublicSource>, Readonly<Record<string, string>>, string]>([
    ['thanks', { thanks: `${SHOP}/thanks?a=1#b` }, navigate, `${SHOP}/thanks?a=1#b`],
    ['thanks elsewhere', { thanks: 'https://other.example/' }, navigate, 'https://other.example/'],
    [
      'thanks without TLS',
      { thanks: 'http://localhost:8080/t' },
      navigate,
      'http://localhost:8080/t',
    ],
    ['the longest page', {}, { ...navigate, referer: LONGEST }, LONGEST],
    ['thanks that is code', { thanks: 'javascript:alert(1)' }, navigate, `${SHOP}/`],
    ['an older browser', {}, NAVIGATION, `${SHOP}/`],
    ['its page', {}, { ...navigate, referer: `${SHOP}/join?x=1` }, `${SHOP}/join?x=1`],
    [
      'its page, not the other one',
      { thanks: `${SHOP}/t` },
      { ...navigate, referer: SHOP },
      `${SHOP}/t`,
    ],
    [
      'without a password',
      {},
      { ...navigate, referer: 'https://u:p@shop.example.com/a' },
      `${SHOP}/a`,
    ],
    ['without a fragment', {}, { ...navigate, referer: `${SHOP}/a#b` }, `${SHOP}/a`],
    ['escaped', {}, { ...navigate, referer: `${SHOP}/林"<>\t` }, `${SHOP}/%E6%9E%97%22%3C%3E`],
    ...[
      'https://evil.example/',
      'https://shop.example.com@evil.example/',
      'https://shop.example.com.evil.example/',
      'http://shop.example.com/',
      'https://shop.example.com:8443/',
      String.raw`https:\\evil.example\shop.example.com`,
      '//evil.example',
      '/join',
      'javascript:alert(1)',
      'data:text/html,x',
      'blob:https://shop.example.com/x',
      'about:client',
      'https://evil.example/https://shop.example.com',
      `${SHOP}/${'x'.repeat(2_000)}`,
      '',
    ].map((referer): [string, object, Record<string, string>, string] => [
      `referer ${referer.slice(0, 60)}`,
      {},
      { ...navigate, referer },
      `${SHOP}/`,
    ]),
  ])('%s', async (_, form, headers, location) => {
    const { receive, copies } = openReceive(page(form));
    const answer = await receive(post(GOOD, headers));
    expect(answer).toMatchObject({ statusCode: 303, headers: { location }, body: '' });
    expect(copies).toHaveLength(1);
  });

  it.each([
    { ...NAVIGATION, 'sec-fetch-mode': 'cors' },
    { ...NAVIGATION, 'sec-fetch-mode': 'no-cors' },
    { accept: '*/*' },
    { accept: 'application/json' },
    {},
  ])('does not exist for a script: %j', async (headers) => {
    const { receive } = openReceive(page({ thanks: `${SHOP}/thanks` }));
    const answer = await receive(post(GOOD, headers));
    expect(answer).toMatchObject({ statusCode: 200, body: '{"accepted":1,"id":"id-1"}' });
    expect(answer.headers).not.toHaveProperty('location');
  });

  it('does not exist after a refusal', async () => {
    const { receive } = openReceive(page({ thanks: `${SHOP}/thanks` }));
    const answer = await receive(post(GOOD, { ...navigate, origin: 'https://evil.example' }));
    expect(answer).toMatchObject({ statusCode: 401, headers: REFUSED.headers });
  });
});

describe('hostile origins and referers', () => {
  const marks = ['https:', 'http:', '//', '/', '\\', '@', '#', '?', '.', ':', '%2f', '\r\n', '\t'];
  const names = ['shop.example.com', 'evil.example', 'u:p', '443', 'null', '*', '林', SHOP];
  const parts = fc.constantFrom(...marks, ...names, 'javascript:', '%00', ' ');
  const texts = fc.oneof(
    fc.array(parts, { maxLength: 8 }).map((some) => some.join('')),
    fc.array(parts, { maxLength: 6 }).map((some) => SHOP + some.join('')),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );

  it('lead to no other page and get no post accepted', async () => {
    const { receive, copies } = openReceive(page());
    let letIn = 0;
    const landing = async (origin: string, referer: string): Promise<string> => {
      const { statusCode, headers } = await receive(post(GOOD, { ...NAVIGATION, origin, referer }));
      const location = headers?.['location'];
      if (statusCode === 401 && location === undefined) return 'refused';
      letIn += 1;
      const isSafe = /^https:\/\/shop\.example\.com\/[!-~]*$/.test(String(location));
      return isSafe ? new URL(String(location)).origin : 'elsewhere';
    };
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.constant(SHOP), texts), texts, async (origin, referer) => {
        expect(await landing(origin, referer)).toBe(origin === SHOP ? SHOP : 'refused');
      }),
      { numRuns: 5_000, seed: 4 },
    );
    expect(copies).toHaveLength(letIn);
    expect(letIn).toBeGreaterThan(1_000);
  });
});
