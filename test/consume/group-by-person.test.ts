import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupsByPerson } from '../../src/consume/group-by-person.ts';

const groups = (items: readonly string[]): readonly string[] =>
  groupsByPerson(items, (item) => item.split('')).map((group) => group.join(' '));

describe('groupsByPerson', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['items without a shared key stay apart', ['a', 'b', 'c'], ['a', 'b', 'c']],
    ['items that share a key are one group, in order', ['ax', 'b', 'ay'], ['b', 'ax ay']],
    ['a later item joins two groups', ['a', 'b', 'ab'], ['a b ab']],
    ['chains are one group', ['ab', 'cd', 'bc', 'e'], ['ab cd bc', 'e']],
    ['an item without a key is its own group', ['', 'a', ''], ['', 'a', '']],
    ['no items make no groups', [], []],
  ])('%s', (_, items, expected) => {
    expect(groups(items)).toEqual(expected);
  });

  it('keeps every item once, and no key in two groups', () => {
    const item = fc.record({
      keys: fc.array(fc.constantFrom(...'abcdefgh'.split('')), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 10 }), (items) => {
        const found = groupsByPerson(items, ({ keys }) => keys);
        expect(new Set(found.flat())).toEqual(new Set(items));
        expect(found.flat()).toHaveLength(items.length);
        const keysOfGroups = found.map((group) => new Set(group.flatMap(({ keys }) => keys)));
        const sizes = keysOfGroups.reduce((sum, { size }) => sum + size, 0);
        expect(new Set(items.flatMap(({ keys }) => keys)).size).toBe(sizes);
      }),
    );
  });

  it('separates items that share no key, not even through others', () => {
    const pair = fc.tuple(fc.nat(9), fc.nat(9)).map(([a, b]) => [`${a}`, `${b}`]);
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 10 }), (items) => {
        for (const group of groupsByPerson(items, (keys) => keys)) {
          const reached = new Set(group[0]);
          for (let round = 0; round < group.length; round += 1) {
            const near = group.filter((keys) => keys.some((key) => reached.has(key)));
            for (const key of near.flat()) reached.add(key);
          }
          expect(group.flat().every((key) => reached.has(key))).toBe(true);
        }
      }),
    );
  });
});
