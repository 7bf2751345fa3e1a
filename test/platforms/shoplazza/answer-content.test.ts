import { describe, expect, it } from 'vitest';
import { contentOf, rowsOf } from '../../../src/platforms/shoplazza/answers.ts';

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
