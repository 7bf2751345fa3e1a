import { describe, expect, it } from 'vitest';
import { splitName } from '../../../src/platforms/shared/facts.ts';

describe('splitName', () => {
  it.each([
    { name: 'Ada Lin', first: 'Ada', last: 'Lin' },
    { name: ' Ada  King   Lovelace ', first: 'Ada  King', last: 'Lovelace' },
    { name: 'Ada', first: 'Ada', last: '' },
    { name: 'Łukasz Żak', first: 'Łukasz', last: 'Żak' },
    { name: 'Анна Ли', first: 'Анна', last: 'Ли' },
    { name: '王小明', first: '王小明', last: '' },
    { name: '王 小明', first: '王 小明', last: '' },
    { name: 'やまだ たろう', first: 'やまだ たろう', last: '' },
    { name: 'ヤマダ タロウ', first: 'ヤマダ タロウ', last: '' },
    { name: '김 민수', first: '김 민수', last: '' },
    { name: 'Amy 王', first: 'Amy 王', last: '' },
    { name: '', first: '', last: '' },
    { name: '   ', first: '', last: '' },
  ])('$name → $first | $last', ({ name, first, last }) => {
    expect(splitName(name)).toEqual({ first, last });
  });
});
