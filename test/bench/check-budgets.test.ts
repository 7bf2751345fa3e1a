import { expect, it } from 'vitest';
import { checkBudgets } from '../../scripts/check-budgets.ts';

const ceilings = new Map([['consume', 1_000]]);
const check = (measured: ReadonlyMap<string, number>) =>
  checkBudgets({ unit: 'bytes', measured, ceilings, mostSlack: 0.1 });

it.each([
  { bytes: 1_000, said: [] },
  { bytes: 900, said: [] },
  { bytes: 1_001, said: [expect.stringContaining('1 bytes over its ceiling')] },
  { bytes: 899, said: [expect.stringContaining('lower it')] },
])('compares $bytes bytes with a ceiling of 1,000', ({ bytes, said }) => {
  const { lines, problems } = check(new Map([['consume', bytes]]));
  expect(lines).toHaveLength(1);
  expect(problems).toEqual(said);
});

it('requires a ceiling for every function, and none for a removed one', () => {
  const { problems } = check(new Map([['replay', 1]]));
  expect(problems).toEqual([
    expect.stringContaining('replay: give it a ceiling'),
    expect.stringContaining('consume: there is no such thing'),
  ]);
});
