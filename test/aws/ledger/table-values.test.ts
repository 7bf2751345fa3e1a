import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type ItemAttributes,
  fromAttributes,
  type Item,
  toAttributes,
} from '../../../src/aws/ledger/table.ts';

const value = fc
  .jsonValue({ maxDepth: 3 })
  .map((one) => JSON.parse(JSON.stringify(one)) as unknown);
const item: fc.Arbitrary<Item> = fc.dictionary(fc.string(), value);

it('come back unchanged', () => {
  fc.assert(
    fc.property(item, (given) => {
      expect(fromAttributes(toAttributes(given))).toEqual(given);
    }),
  );
});

it('come back under any name', () => {
  const odd = '{"__proto__":{"__proto__":"a"},"constructor":1}';
  const there = JSON.stringify(toAttributes(JSON.parse(odd) as Item));
  expect(there).toBe('{"__proto__":{"M":{"__proto__":{"S":"a"}}},"constructor":{"N":"1"}}');
  expect(JSON.stringify(fromAttributes(JSON.parse(there) as ItemAttributes))).toBe(odd);
});

it('have the types of DynamoDB, without undefined members', () => {
  const given = {
    text: '',
    number: 1_795_334_400_290.0654,
    yes: true,
    no: false,
    nothing: null,
    list: [1, 'a', [{ in: 2 }]],
    map: { gone: undefined, lease: { holder: 'h', until: -7 } },
    gone: undefined,
  };
  expect(toAttributes(given)).toEqual({
    text: { S: '' },
    number: { N: '1795334400290.0654' },
    yes: { BOOL: true },
    no: { BOOL: false },
    nothing: { NULL: true },
    list: { L: [{ N: '1' }, { S: 'a' }, { L: [{ M: { in: { N: '2' } } }] }] },
    map: { M: { lease: { M: { holder: { S: 'h' }, until: { N: '-7' } } } } },
  });
});

it.each([() => 1, Number.NaN, Infinity, 1n])('reject %s', (strange) => {
  expect(() => toAttributes({ strange })).toThrow(TypeError);
});
