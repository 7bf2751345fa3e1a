import { describe, expect, it } from 'vitest';
import { validateStore } from '../../src/generated/store-validators.js';
import { wrongsOf } from './schema-files.ts';

type Fields = Readonly<Record<string, unknown>>;

const aStore = (overrides: Fields = {}): Fields => ({
  platform: 'shopline',
  baseUrl: 'https://open.shopline.io/v1',
  accessToken: 'an-invented-token',
  ...overrides,
});

describe('the store schema', () => {
  it.each([
    'https://demo.myshoplaza.com/openapi/2022-01',
    'https://shop.example:8443',
    'http://localhost:8788/v1',
    'http://127.0.0.1:8788/v1',
    'http://127.1.2.3',
    'http://[::1]:8788/',
  ])('accepts the address %s', (baseUrl) => {
    expect(wrongsOf(validateStore, aStore({ baseUrl }))).toEqual([]);
  });

  it.each([
    'http://open.shopline.io/v1',
    'http://localhost.evil.example/v1',
    'http://127.0.0.1.evil.example',
    'https://user:secret@shop.example',
    'https://shop.example/v1?token=a',
    'https://shop.example/v1#a',
    'https://shop.example\\@evil.example',
    'https://shop .example',
    'ftp://shop.example',
    'open.shopline.io/v1',
    'https://',
  ])('refuses the address %s', (baseUrl) => {
    expect(wrongsOf(validateStore, aStore({ baseUrl }))).toEqual(['/baseUrl pattern']);
  });

  it.each<[string, Fields, readonly string[]]>([
    ['an unknown platform', { platform: 'shopify' }, ['/platform enum']],
    ['an empty token', { accessToken: '' }, ['/accessToken minLength']],
    ['a token with a line break', { accessToken: 'a\nb' }, ['/accessToken pattern']],
    ['a caller name with a line break', { userAgent: 'my\nshop' }, ['/userAgent pattern']],
    ['no limit in a list of limits', { limits: [] }, ['/limits minItems']],
    [
      'six limits',
      { limits: Array.from({ length: 6 }, () => ({ perSecond: 1, burst: 1 })) },
      ['/limits maxItems'],
    ],
    [
      'a limit of nothing',
      { limits: [{ perSecond: 0, burst: 1 }] },
      ['/limits/0/perSecond exclusiveMinimum'],
    ],
    ['a bucket of nothing', { limits: [{ perSecond: 1, burst: 0 }] }, ['/limits/0/burst minimum']],
    ['a limit without a bucket', { limits: [{ perSecond: 1 }] }, ['/limits/0 required']],
    ['a country in words', { country: 'Taiwan' }, ['/country pattern']],
    ['an unknown origin', { defaults: { createdBy: 'web' } }, ['/defaults/createdBy enum']],
    ['a source without a tool', { sources: { form: {} } }, ['/sources/form required']],
    [
      'a source with a path in its name',
      { sources: { 'a/b': { tool: 'typeform' } } },
      ['/sources propertyNames'],
    ],
    [
      'a tool in capitals',
      { sources: { form: { tool: 'Typeform' } } },
      ['/sources/form/tool enum'],
    ],
    [
      'one secret as text',
      { sources: { form: { tool: 'typeform', secrets: 's' } } },
      ['/sources/form/secrets type'],
    ],
    [
      'a field that is no path',
      { sources: { form: { tool: 'typeform', fields: { 'e-mail': 'ref' } } } },
      ['/sources/form/fields propertyNames'],
    ],
    ['an unknown setting', { apiKey: 'a' }, ['additionalProperties']],
  ])('refuses %s', (_, overrides, wrongs) => {
    expect(wrongsOf(validateStore, aStore(overrides))).toEqual(wrongs);
  });

  it('names every mistake at once', () => {
    const wrongs = wrongsOf(validateStore, { platform: 'shopify', baseUrl: 'x', country: 'tw' });
    expect(wrongs).toEqual(['required', '/platform enum', '/baseUrl pattern', '/country pattern']);
  });

  it.each([
    ['identify', []],
    ['ignore', []],
    ['use', ['/contactPhones enum']],
    [true, ['/contactPhones enum', '/contactPhones type']],
  ])('takes contactPhones %j as its words say', (contactPhones, wrongs) => {
    expect(wrongsOf(validateStore, aStore({ contactPhones })).toSorted()).toEqual(wrongs);
  });
});
