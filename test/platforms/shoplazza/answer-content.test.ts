import { describe, expect, it } from 'vitest';
import { contentOf, idOf, rowsOf } from '../../../src/platforms/shoplazza/answers.ts';

const ada = { id: 'c-1' };

describe('an answer', () => {
  it.each([
    ['bare', { customer: ada, customers: [ada] }],
    ['in an envelope', { code: 'Success', data: { customer: ada, customers: [ada] } }],
  ])('holds its content %s', (_, body) => {
    expect(contentOf(body, 'customer')).toEqual(ada);
    expect(rowsOf(body, 'customers')).toEqual([ada]);
  });

  it('has the rows of a list that are rows', () => {
    expect(rowsOf({ customers: [null, ada, 'c-2', 7] }, 'customers')).toEqual([ada]);
  });

  it.each([[undefined], ['<html>'], [{}], [{ customer: 'c-1', customers: ada }]])(
    'holds nothing as %j',
    (body) => {
      expect(contentOf(body, 'customer')).toBeUndefined();
      expect(rowsOf(body, 'customers')).toBeUndefined();
    },
  );
});

describe('the id of a row', () => {
  it.each(['c-1', 'a_B9', 'x'.repeat(128)])('may be %s', (id) => {
    expect(idOf({ id })).toBe(id);
  });

  it.each([7, null, undefined, '', 'a b', ' a', 'a/../b', '../b', 'a/..', 'x'.repeat(129)])(
    'is never %j, which does not belong into a path',
    (id) => {
      expect(idOf({ id })).toBeUndefined();
    },
  );

  it('is unknown where there is no row', () => {
    expect(idOf(undefined)).toBeUndefined();
  });
});
