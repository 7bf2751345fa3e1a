import { expect, it } from 'vitest';
import { isCarriedBy } from '../../../src/platforms/shopline/parameters.ts';

it.each([
  ['name', true, true],
  ['created_by', true, false],
  ['ref_user_id', false, true],
  ['nickname', false, false],
])('%s is carried by create: %s, by update: %s', (parameter, onCreate, onUpdate) => {
  expect(isCarriedBy('create', parameter)).toBe(onCreate);
  expect(isCarriedBy('update', parameter)).toBe(onUpdate);
});
