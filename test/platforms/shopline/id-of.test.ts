import { expect, it } from 'vitest';
import { idOf } from '../../../src/platforms/shopline/answers.ts';

it.each(['62fd1d2f0a0000000000000a', 'a_b-1', 'x'.repeat(128)])('takes %s for an id', (id) => {
  expect(idOf({ id })).toBe(id);
});

it.each([7, null, '', 'a b', 'a/../b', ' a', 'a\n', 'x'.repeat(129)])(
  'never puts %j into a path',
  (id) => {
    expect(idOf({ id })).toBeUndefined();
  },
);
