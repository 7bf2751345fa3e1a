import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, isNewer, newerFacts, withinLength } from '../../src/delivery/field-clocks.ts';
import type { Clocks, Fact, Stamp } from '../../src/delivery/platform-port.ts';

const aFact = (key: string, stamp: Stamp): Fact => ({
  kind: 'parameters',
  key,
  stamp,
  parameters: {},
});

describe('isNewer', () => {
  const grant = { time: 5, id: 'b' };
  const denial = { time: 5, id: 'b', denied: true } as const;
  it.each([
    {
      name: 'anything is newer than nothing',
      stamp: { time: 0, id: '' },
      than: undefined,
      expected: true,
    },
    { name: 'a later time is newer', stamp: { time: 6, id: 'a' }, than: grant, expected: true },
    { name: 'an earlier time is not', stamp: { time: 4, id: 'z' }, than: grant, expected: false },
    { name: 'the same event is not newer than itself', stamp: grant, than: grant, expected: false },
    {
      name: 'the greater id breaks a tie',
      stamp: { time: 5, id: 'c' },
      than: grant,
      expected: true,
    },
    {
      name: 'ids are compared by code unit: Z before a',
      stamp: { time: 5, id: 'Z' },
      than: grant,
      expected: false,
    },
    {
      name: 'a denial beats a grant of the same time, whatever the ids',
      stamp: { ...denial, id: 'a' },
      than: grant,
      expected: true,
    },
    {
      name: 'a grant never beats a denial of the same time',
      stamp: { time: 5, id: 'z' },
      than: denial,
      expected: false,
    },
    {
      name: 'a weak grant never beats a denial, however late',
      stamp: { time: 9, id: 'z', weak: true } as const,
      than: denial,
      expected: false,
    },
    {
      name: 'a denial beats a weak grant, however early',
      stamp: { ...denial, time: 1 },
      than: { time: 9, id: 'z', weak: true } as const,
      expected: true,
    },
    {
      name: 'a verified grant beats a weak one, however early',
      stamp: { time: 1, id: 'a' },
      than: { time: 9, id: 'z', weak: true } as const,
      expected: true,
    },
    {
      name: 'among weak ones the later is newer',
      stamp: { time: 6, id: 'a', weak: true } as const,
      than: { time: 5, id: 'z', weak: true } as const,
      expected: true,
    },
    {
      name: 'a later grant beats a denial',
      stamp: { time: 6, id: 'a' },
      than: denial,
      expected: true,
    },
  ])('$name', ({ stamp, than, expected }) => {
    expect(isNewer(stamp, than)).toBe(expected);
  });

  const stamps = fc
    .record({
      time: fc.nat(3),
      id: fc.constantFrom('a', 'b', 'Z'),
      mark: fc.constantFrom<Partial<Stamp>>({}, { denied: true }, { weak: true }),
    })
    .map(({ mark, ...stamp }): Stamp => Object.assign(stamp, mark));

  it('orders any two stamps one way only', () => {
    fc.assert(
      fc.property(stamps, stamps, (a, b) => {
        const equal = JSON.stringify(a) === JSON.stringify(b);
        expect(Number(isNewer(a, b)) + Number(isNewer(b, a))).toBe(equal ? 0 : 1);
      }),
    );
  });

  it('ends in the same clocks in any order, with any repetition', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('name', 'consent.email'), stamps), { minLength: 1 }),
        fc.infiniteStream(fc.nat()),
        (entries, dice) => {
          const facts = entries.map(([key, stamp]) => aFact(key, stamp));
          const shuffled = [...facts, ...facts].toSorted(() => ((dice.next().value ?? 0) % 3) - 1);
          const run = (order: readonly Fact[]): Clocks =>
            order.reduce((clocks, fact) => advance(clocks, [fact]), {});
          expect(run(shuffled)).toEqual(run(facts));
        },
      ),
    );
  });
});

describe('newerFacts', () => {
  it('leaves out what the clocks know, and keeps the rest', () => {
    const facts = [aFact('name', { time: 5, id: 'e' }), aFact('email', { time: 5, id: 'e' })];
    const clocks = { name: { time: 6, id: 'f' } };
    expect(newerFacts(facts, clocks).map(({ key }) => key)).toEqual(['email']);
    expect(advance(clocks, facts)).toEqual({
      name: { time: 6, id: 'f' },
      email: { time: 5, id: 'e' },
    });
  });
});

describe('withinLength', () => {
  const name = { time: 1, id: 'e-0' };
  const tagOf = (time: number) => [`tag:${time}`, { time, id: `e-${time}` }] as const;

  it('lets the oldest clocks of tags and addresses give way, and no other', () => {
    const clocks = {
      ...Object.fromEntries([9, 3, 7, 5].map(tagOf)),
      'address:4': { time: 4, id: 'e-4' },
      'address.default': { time: 2, id: 'e-2' },
      'shop:wrote': { time: 0, id: '' },
      name,
    };
    expect(Object.keys(withinLength(clocks, 400))).toEqual([
      'tag:9',
      'tag:7',
      'address.default',
      'shop:wrote',
      'name',
    ]);
  });

  it('changes nothing where there is room', () => {
    const clocks = { ...Object.fromEntries([9, 3].map(tagOf)), name };
    expect(withinLength(clocks, 1_000)).toBe(clocks);
  });

  const clocksOfAny = fc.dictionary(
    fc.oneof(
      fc.constantFrom('name', 'consent.email'),
      fc.string().map((text) => `tag:${text}`),
    ),
    fc.record({ time: fc.nat(3), id: fc.string({ unit: 'binary', maxLength: 40 }) }),
    { noNullPrototype: true },
  );

  it('keeps every field and the newest tags, in the same way every time', () => {
    fc.assert(
      fc.property(clocksOfAny, fc.integer({ min: 300, max: 3_000 }), (clocks, max) => {
        const kept = withinLength(clocks, max);
        expect(withinLength(kept, max)).toBe(kept);
        expect(withinLength(Object.fromEntries(Object.entries(clocks).toReversed()), max)).toEqual(
          kept,
        );
        const gone = Object.entries(clocks).filter(([key]) => !Object.hasOwn(kept, key));
        for (const [key, stamp] of gone) {
          expect(key).toMatch(/^tag:/);
          for (const [other, left] of Object.entries(kept)) {
            expect(other.startsWith('tag:') && isNewer(stamp, left)).toBe(false);
          }
        }
      }),
    );
  });
});
