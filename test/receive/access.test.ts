import { describe, expect, it } from 'vitest';
import type { StoreSource } from '../../src/generated/types.ts';
import { allowedOrigins, isSecret, refusalOf } from '../../src/receive/access.ts';
import { toRequest } from '../../src/receive/request.ts';
import { aRequest } from '../support/a-request.ts';

const SECRET = 'sixteen-letters!';
const unsigned: StoreSource = { tool: 'jotform', unsigned: true, secrets: [SECRET] };
const page: StoreSource = { tool: 'html-form', public: { origins: ['https://shop.example.com'] } };
const context = { publicUrl: 'https://hooks.example.com', now: 0 };

const refusal = (config: StoreSource | undefined, secret?: string): string | undefined =>
  refusalOf(toRequest(aRequest(secret === undefined ? {} : { secret })), config, context);

describe('a refused request', () => {
  it.each([
    ['the address is unknown', undefined, 'there is no such store or source'],
    ['the page is not allowed', page, 'the origin is missing or not allowed'],
    [
      'the tool cannot sign',
      { tool: 'jotform', secrets: [SECRET] },
      'the tool cannot sign and the source is not marked as unsigned',
    ],
    ['the secret is missing', unsigned, 'the secret in the address is missing or wrong'],
    [
      'every secret is too short',
      { ...unsigned, secrets: ['fifteen-letters'] },
      'no secret of at least 16 characters is configured',
    ],
  ] satisfies [string, StoreSource | undefined, string][])(
    'names the rule if %s',
    (_, config, why) => {
      expect(refusal(config)).toBe(why);
    },
  );

  it('is allowed with a secret of 16 characters', () => {
    expect(refusal(unsigned, SECRET)).toBeUndefined();
    expect(refusal(unsigned, `${SECRET}x`)).toBe('the secret in the address is missing or wrong');
  });
});

describe('a secret', () => {
  it.each([
    ['one of several', 'b', ['a', 'b'], true],
    ['another', 'c', ['a', 'b'], false],
    ['none given', undefined, ['a'], false],
    ['none given and an empty one configured', undefined, [''], false],
    ['any text without configured secrets', 'a secret that opens nothing', [], false],
  ])('%s is checked', (_, given, secrets, expected) => {
    expect(isSecret(given, secrets)).toBe(expected);
  });
});

describe('the origins of a public source', () => {
  it('are written as browsers write them; invalid ones are left out', () => {
    const origins = [
      'https://Shop.Example.com:443/page',
      'shop.example.com',
      'http://localhost:8080',
    ];
    expect(allowedOrigins({ origins })).toEqual([
      'https://shop.example.com',
      'http://localhost:8080',
    ]);
  });

  it('are none without a public source', () => {
    expect(allowedOrigins(undefined)).toEqual([]);
  });
});
