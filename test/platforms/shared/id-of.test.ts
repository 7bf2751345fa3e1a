import { expect, it } from 'vitest';
import { idOf } from '../../../src/platforms/shared/answers.ts';

it.each(['62fd1d2f0a0000000000000a', 'c-1', 'a_B9', 'x'.repeat(128)])('%s is an id', (id) => {
  expect(idOf({ id })).toBe(id);
});

it.each([7, null, undefined, '', 'a b', ' a', 'a\n', 'a/../b', '../b', 'a/..', 'x'.repeat(129)])(
  '%j is no id: it could not be part of a URL',
  (id) => {
    expect(idOf({ id })).toBeUndefined();
  },
);

it.each([undefined, null, 'c-1', ['c-1']])('%j has no id', (row) => {
  expect(idOf(row)).toBeUndefined();
});
