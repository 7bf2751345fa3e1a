import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/event/errors.ts';
import { parseStore } from '../../src/event/parse-store.ts';

const store = {
  platform: 'shopline',
  baseUrl: 'https://open.shopline.io/v1',
  accessToken: 'an-invented-token',
};

const messageFor = (text: string): string => {
  try {
    parseStore('tw-main', text);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('parseStore', () => {
  it('reads a store', () => {
    expect(parseStore('tw-main', JSON.stringify(store))).toEqual(store);
  });

  it('names every mistake by its path and shows no value', () => {
    const broken = {
      platform: 'an-invented-token',
      baseUrl: 'http://an-invented-token.example',
      accessToken: 'an-invented-token\n',
      country: 'tw',
      limits: [{ perSecond: 0, burst: 1 }],
      'an-invented-token-as-a-name-of-a-field-is-a-slip-of-the-hand': 1,
    };
    const message = messageFor(JSON.stringify(broken));
    for (const place of [
      '/platform',
      '/baseUrl',
      '/accessToken',
      '/country',
      '/limits/0/perSecond',
    ]) {
      expect(message).toContain(place);
    }
    expect(message).toMatch(/^the configuration of store "tw-main" is invalid: /);
    expect(message).not.toContain('invented');
  });

  it.each(['', 'an-invented-token', '{"accessToken":"an-invented-token"'])(
    'says that %j is not JSON, and no more',
    (text) => {
      expect(messageFor(text)).toBe(
        'the configuration of store "tw-main" is invalid: it is not JSON',
      );
    },
  );

  it('throws nothing but ConfigError, and never the token', () => {
    const field = fc.constantFrom(
      ...Object.keys(store),
      'limits',
      'defaults',
      'sources',
      '__proto__',
    );
    const token = 'shpat-7f3a';
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(token, [token], { name: token }));
    fc.assert(
      fc.property(fc.array(fc.tuple(field, value)), fc.nat(200), (fields, cut) => {
        const text = JSON.stringify({ ...store, ...Object.fromEntries(fields), tail: token });
        for (const each of [text, text.slice(0, cut)]) {
          const message = messageFor(each);
          expect(message).not.toContain(token);
        }
      }),
    );
  });
});
