import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, mergeFitted, newerFacts } from '../../src/delivery/field-clocks.ts';
import type { Clocks, Fact, Fitted, Stamp } from '../../src/delivery/platform-port.ts';

interface Customer {
  readonly clocks: Clocks;
  readonly fields: Readonly<Record<string, unknown>>;
}

const contentOf = (fact: Fact): unknown => ({ ...fact, stamp: undefined });

/** One write: the facts that are newer than the clocks. */
const written = ({ clocks, fields }: Customer, { facts }: Fitted): Customer => {
  const newer = newerFacts(facts, clocks);
  const values = newer.map((fact) => [fact.key, contentOf(fact)] as const);
  return {
    clocks: advance(clocks, newer),
    fields: { ...fields, ...Object.fromEntries(values) },
  };
};

const stamp: fc.Arbitrary<Stamp> = fc
  .record({ time: fc.nat(3), id: fc.constantFrom('a', 'b', 'c'), isDenied: fc.boolean() })
  .map(({ isDenied, time, id }) => (isDenied ? { time, id, denied: true } : { time, id }));
/** A consent with the state of its stamp. */
const fact = (key: string, at: Stamp, value: number): Fact => {
  if (key.startsWith('tag:')) return { kind: 'tag', key, stamp: at, tag: key.slice(4) };
  if (key.startsWith('address:')) {
    return { kind: 'address', key, stamp: at, address: { line: key } };
  }
  const { denied, ...plain } = at;
  return key.startsWith('consent.')
    ? { kind: 'parameters', key, stamp: at, parameters: { [key]: denied !== true } }
    : { kind: 'parameters', key, stamp: plain, parameters: { [key]: value } };
};
const KEYS = ['name', 'note', 'consent.email', 'consent.sms', 'tag:fair', 'tag:vip', 'address:1'];
const facts = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom(...KEYS), stamp, fc.nat(9))
    .map(([key, at, value]) => fact(key, at, value)),
  { selector: ({ key }) => key, maxLength: KEYS.length },
);
const fitted: fc.Arbitrary<Fitted> = facts.map((list) => ({
  facts: list,
  createOnly: {},
  unheld: ['customer.gender'],
}));
const before = facts.map((list) =>
  written({ clocks: {}, fields: {} }, { facts: list, createOnly: {}, unheld: [] }),
);

describe('mergeFitted', () => {
  it('ends in the same customer and the same clocks as one write after the other', () => {
    fc.assert(
      fc.property(before, fc.array(fitted, { minLength: 1, maxLength: 5 }), (customer, all) => {
        let apart = customer;
        for (const one of all) apart = written(apart, one);
        expect(written(customer, mergeFitted(all))).toEqual(apart);
      }),
    );
  });

  it('has each field once, in the order of its first fact', () => {
    const name = fact('name', { time: 1, id: 'a' }, 1);
    const note = fact('note', { time: 1, id: 'a' }, 1);
    const later = fact('name', { time: 2, id: 'b' }, 2);
    const tag = fact('tag:fair', { time: 2, id: 'b' }, 0);
    const merged = mergeFitted([
      { facts: [name, note], createOnly: {}, unheld: [] },
      { facts: [tag, later], createOnly: {}, unheld: [] },
    ]);
    expect(merged.facts).toEqual([later, note, tag]);
  });

  it.each([
    ['a later grant beats a denial', { time: 1, id: 'a', denied: true }, { time: 2, id: 'b' }, 1],
    ['a denial beats a grant', { time: 1, id: 'b' }, { time: 1, id: 'a', denied: true }, 1],
    ['a grant beats no denial', { time: 1, id: 'a', denied: true }, { time: 1, id: 'b' }, 0],
    ['the first stays when it is said again', { time: 1, id: 'a' }, { time: 1, id: 'a' }, 0],
  ] as const)('%s', (_, first, second, wins) => {
    const both = [fact('consent.email', first, 0), fact('consent.email', second, 0)];
    const all = both.map((one) => ({ facts: [one], createOnly: {}, unheld: [] }));
    expect(mergeFitted(all).facts[0]).toBe(both[wins]);
  });

  it('creates as the first one would have; what cannot be held stays with each', () => {
    const all = [{ send: true }, { send: false }].map((createOnly) => ({
      facts: [],
      createOnly,
      unheld: ['customer.gender'],
    }));
    expect(mergeFitted(all)).toEqual({ facts: [], createOnly: { send: true }, unheld: [] });
    expect(mergeFitted([])).toEqual({ facts: [], createOnly: {}, unheld: [] });
  });
});
