import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packClocks, unpackClocks } from '../../../src/aws/ledger/new-customers.ts';

const stamp = fc
  .record({
    time: fc.nat(3),
    id: fc.constantFrom('e-1', '/pos\n"e-2"'),
    mark: fc.constantFrom({}, { denied: true as const }, { weak: true as const }),
  })
  .map(({ mark, ...rest }) => Object.assign(rest, mark));

it('loses nothing', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), stamp, { noNullPrototype: true }), (clocks) => {
      expect(unpackClocks(packClocks(clocks))).toEqual(clocks);
    }),
  );
});

it('writes time and event id once for many fields', () => {
  const one = { time: 5, id: 'e-1' };
  const denied = { ...one, denied: true as const };
  expect(
    packClocks({ name: one, 'consent.email': denied, birthday: one, note: { time: 6, id: 'e-2' } }),
  ).toBe('[[5,"e-1",["name","birthday"],["consent.email"]],[6,"e-2",["note"]]]');
});

it('keeps the rank of weak statements, and reads what was packed before there were ranks', () => {
  const clocks = {
    name: { time: 5, id: 'e-1' },
    'consent.email': { time: 5, id: 'e-1', weak: true as const },
  };
  expect(packClocks(clocks)).toBe('[[5,"e-1",["name"],[],["consent.email"]]]');
  expect(unpackClocks('[[5,"e-1",["name"],["consent.email"]]]')).toEqual({
    name: { time: 5, id: 'e-1' },
    'consent.email': { time: 5, id: 'e-1', denied: true },
  });
});
