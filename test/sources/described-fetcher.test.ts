import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/cli/stores/read-configuration.ts';
import type { DeliveryFetch, StoreSource } from '../../src/generated/types.ts';
import { describedFetcher } from '../../src/sources/custom/described-fetcher.ts';
import { baseUrlOf } from '../../src/sources/fetch/credentials.ts';
import type { Credential } from '../../src/sources/fetch/fetcher.ts';
import { readBy } from './delivery-of.ts';

const FETCH: DeliveryFetch = {
  url: 'https://api.example.com/v1/people/{person}?fields=all',
  pieces: { person: '/person_id' },
  credential: { kind: 'bearer' },
};
type Part = Partial<Record<keyof DeliveryFetch, unknown>>;
const sourceWith = (fetch: Part = {}, delivery: object = {}): StoreSource => ({
  tool: 'custom',
  delivery: { ...delivery, fetch: { ...FETCH, ...fetch } },
});
const SECRET: Credential = { token: 'a-token', user: 'ada', password: 'pass word' };

const requestOf = (fetch: Part = {}, record = '17') => {
  const config = sourceWith(fetch);
  return describedFetcher(config)?.request([record], { fetch: SECRET, config });
};

describe('a fetch that the source describes', () => {
  it.each([
    [{ kind: 'bearer' }, { authorization: 'Bearer a-token' }, ''],
    [{ kind: 'header', header: 'X-Api-Key' }, { 'x-api-key': 'a-token' }, ''],
    [
      { kind: 'header', header: 'authorization', prefix: 'Token ' },
      { authorization: 'Token a-token' },
      '',
    ],
    [{ kind: 'basic' }, { authorization: `Basic ${btoa('ada:pass word')}` }, ''],
    [{ kind: 'query', query: 'api_key' }, {}, '&api_key=a-token'],
  ])('sends its credential as %j', (credential, headers, parameter) => {
    expect(requestOf({ credential })).toEqual({
      method: 'GET',
      path: `/v1/people/17?fields=all${parameter}`,
      route: '/v1/people/{person}',
      headers,
    });
  });

  it('sends the headers that never change', () => {
    const headers = { 'X-Version': '2026-01' };
    expect(requestOf({ headers })?.headers).toEqual({
      'x-version': '2026-01',
      authorization: 'Bearer a-token',
    });
  });

  it('asks its own host, the hosts that it lists, or a stand-in on this machine', () => {
    const fetcher = describedFetcher(sourceWith({ hosts: ['api.eu.example.com'] }));
    const ask = (baseUrl?: string) =>
      fetcher && baseUrlOf({ ...(baseUrl !== undefined && { baseUrl }) }, fetcher);
    expect(ask()).toBe('https://api.example.com');
    expect(ask('https://api.eu.example.com')).toBe('https://api.eu.example.com');
    expect(ask('http://127.0.0.1:9/x')).toBe('http://127.0.0.1:9/x');
    for (const other of [
      'https://evil.example',
      'http://api.example.com',
      'https://api.example.com:8443',
      'https://x@api.example.com',
      'http://169.254.169.254',
    ])
      expect(ask(other)).toBeUndefined();
  });

  it('reads the record where the answer has it, and what else the post says', () => {
    const config = sourceWith(
      { record: '/data/0', when: { at: '/state', values: { active: 'signed_up', gone: 'skip' } } },
      {
        id: '/event',
        time: '/at',
        when: {
          at: '/type',
          values: { new: 'signed_up', change: 'updated', stop: { email: 'denied' } },
        },
        fields: { email: '/email', tags: '#/type' },
      },
    );
    const post = (type: string) => ({
      event: 'E1',
      at: '2026-10-01T03:20:00Z',
      type,
      person_id: 17,
    });
    const one = (type: string, state = 'active') =>
      readBy('custom', post(type), {
        config,
        answers: { '17': { data: [{ email: 'ada@example.com', state }] } },
      });
    expect(one('new')).toMatchObject([
      {
        kind: 'signup',
        type: 'customer.signed_up',
        id: 'E1',
        time: '2026-10-01T03:20:00Z',
        data: { customer: { email: 'ada@example.com', tags: ['new'] } },
      },
    ]);
    expect(one('change')).toMatchObject([{ type: 'customer.updated' }]);
    expect(one('new', 'gone')).toMatchObject([{ kind: 'skipped' }]);
    // A refusal arrives, whatever the record says.
    expect(one('stop', 'gone')).toMatchObject([
      { data: { customer: { email: 'ada@example.com' }, consent: { email: { state: 'denied' } } } },
    ]);
    expect(one('other')).toMatchObject([{ kind: 'skipped' }]);
  });

  it('says what is missing in a post and in an answer', () => {
    const config = sourceWith({ record: '/data' }, { fields: { email: '/email' } });
    expect(() => readBy('custom', { other: 1 }, { config })).toThrow(
      "the delivery has nothing at `fetch.pieces.person`; correct the source's `delivery`, then replay",
    );
    expect(() =>
      readBy('custom', { person_id: 1 }, { config, answers: { '1': { data: [] } } }),
    ).toThrow('the answer of the tool has no object at `fetch.record`');
  });
});

describe('a mistake in the description of a fetch', () => {
  const mistakesOf = (fetch: object, more: object = {}, own: object = {}): readonly string[] =>
    readConfiguration(
      'x',
      JSON.stringify({
        platform: 'shoplazza',
        baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
        accessToken: 'an-invented-token',
        sources: {
          own: {
            tool: 'custom',
            unsigned: true,
            secrets: ['a-secret-of-16-characters'],
            fetch: { token: 'a-token' },
            delivery: { fields: { email: '/email' }, fetch: { ...FETCH, ...fetch }, ...more },
            ...own,
          },
        },
      }),
    ).mistakes;

  it('is none in a right one', () => {
    expect(mistakesOf({})).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['plain http', { url: 'http://api.example.com/{person}' }, /\/url must be an https address/],
    ['a piece in the host', { url: 'https://{person}.example.com/x' }, /\/url must be an https/],
    ['an address of a machine', { url: 'https://10.0.0.7/{person}' }, /\/url must be an https/],
    ['an IPv6 address', { url: 'https://[::1]/{person}' }, /\/url must be an https/],
    ['user and password', { url: 'https://a:b@example.com/{person}' }, /\/url must be an https/],
    ['a port', { url: 'https://api.example.com:8443/{person}' }, /\/url must be an https/],
    ['no host', { url: '/people/{person}' }, /\/url must be an https/],
    ['a private name', { url: 'https://crm.internal/{person}' }, /\/url names a host of a private/],
    ['this machine', { url: 'https://x.localhost/{person}' }, /\/url names a host of a private/],
    ['a private region', { hosts: ['crm.corp'] }, /\/hosts names a host of a private network/],
    ['a piece that nothing says', { pieces: {} }, /\/pieces has no `person`/],
    [
      'a piece for nothing',
      { pieces: { person: '/id', shop: '/shop' } },
      /\/pieces has `shop`, which the address does not have/,
    ],
    ['no piece', { url: 'https://api.example.com/people', pieces: {} }, /\/url has no piece/],
    ['a lonely brace', { url: 'https://api.example.com/{person}/{x y}' }, /must be an https|\{/],
    [
      'a fragment',
      { url: 'https://api.example.com/{person}#x' },
      /\/url is not written as it is sent/,
    ],
    ['a step back', { url: 'https://api.example.com/a/../{person}' }, /\/url is not written/],
    [
      'a pointer into nothing',
      { pieces: { person: 'id' } },
      /\/pieces\/person must be a JSON Pointer/,
    ],
    ['a star too many', { pieces: { person: { key: 1 } } }, /`\*` number 1, and `people` has 0/],
    [
      'two places',
      { pieces: { person: { key: 1, at: '/x' } } },
      /person needs either `at` or `key`/,
    ],
    ['an unknown kind', { credential: { kind: 'oauth' } }, /\/credential\/kind must be bearer, /],
    ['no header', { credential: { kind: 'header' } }, /\/credential needs `header`/],
    ['no parameter', { credential: { kind: 'query' } }, /\/credential needs `query`/],
    [
      'a header of another kind',
      { credential: { kind: 'bearer', header: 'x-a' } },
      /which is only for/,
    ],
    [
      'a credential among the headers',
      { headers: { 'x-api-key': 'k' } },
      /\/headers has `x-api-key`/,
    ],
    ['a header of the connection', { headers: { Host: 'evil.example' } }, /\/headers has `Host`/],
    ['a typing error', { adress: 'x' }, /`adress` is not a known field/],
    ['an answer by `#`', { record: '#/data' }, /\/record must be a JSON Pointer/],
  ])('%s: one sentence with its place', (_, fetch, expected) => {
    const mistakes = mistakesOf(fetch);
    expect(mistakes).toEqual([expect.stringMatching(expected)]);
    expect(mistakes[0]).toMatch(/^\/sources\/own\/delivery\/fetch/);
    // A piece is looked up in each delivery, and nothing is asked without it.
    const isOfPiece = mistakes[0]?.includes('/pieces/person') === true;
    expect(isOfPiece || describedFetcher(sourceWith(fetch)) === undefined).toBe(true);
  });

  it('is a credential that does not fit', () => {
    const at = '/sources/own/fetch';
    expect(mistakesOf({ credential: { kind: 'basic' } })).toEqual([
      `${at} needs \`user\` and \`password\` for api.example.com`,
      expect.stringContaining('has `token`, which api.example.com does not need'),
    ]);
    expect(mistakesOf({}, {}, { fetch: undefined })).toEqual([
      `${at} is missing: api.example.com posts only an id, and the answers are fetched with \`token\``,
    ]);
    expect(mistakesOf({}, { fetch: undefined })).toEqual([
      `${at} has no effect: this tool posts the answers themselves`,
    ]);
  });
});
