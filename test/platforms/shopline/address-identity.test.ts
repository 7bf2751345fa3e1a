import { expect, it } from 'vitest';
import { addressIdentity } from '../../../src/platforms/shopline/addresses.ts';

it.each([
  ['sorts the fields of an object', { b: 1, a: 2, c: 3 }, '{"a":2,"b":1,"c":3}'],
  [
    'sorts them at every depth',
    { z: { b: 1, a: 2 }, y: [{ d: 1, c: 2 }] },
    '{"y":[{"c":2,"d":1}],"z":{"a":2,"b":1}}',
  ],
  ['keeps the order of a list', { a: ['b', 'a'] }, '{"a":["b","a"]}'],
  ['keeps null', { b: null, a: 'x' }, '{"a":"x","b":null}'],
])('%s', (_, value, json) => {
  expect(addressIdentity(value)).toBe(json);
});
