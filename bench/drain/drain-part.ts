import type { Part, Row, SuiteOptions } from '../row.ts';
import { type Figure, LEAST_TIME } from './figures.ts';
import { measureDrain } from './measure-drain.ts';

export const DRAIN: Part = {
  key: 'drain',
  title: "The shop's limit",
  unit: 'measured',
  notes: [
    'A crowd of new signups for one SHOPLINE store with the documented limit of 20 calls a second, delivered by six concurrent functions in processes of their own, and a quiet store beside it. Time runs twice as fast as on the wall for everybody; the shop takes 200 ms. The least possible time is that of the calls less one burst, at 20 a second.',
    'What limits it: the relay uses 98.5 % of a limit, because its clock and the shop’s are not the same and calls arrive with jitter. `npm run bench:limits` shows more of one drain.',
  ],
  measure: measureAll,
};

async function measureAll({ size, isFull }: SuiteOptions): Promise<readonly Row[]> {
  const crowds = isFull ? [2_000, 20_000] : [Math.round(2_000 * size)];
  const rows: Row[] = [];
  for (const signups of crowds) {
    const figures = await measureDrain({ scale: 2, signups, consumers: 6, latencyMs: 200 });
    rows.push(...figures.filter(isTold).map((figure) => toRow(signups, figure)));
  }
  return rows;
}

/** What `npm run bench:limits` shows besides is for those who work on it. */
const isTold = ({ name, goal }: Figure): boolean =>
  name === LEAST_TIME || (goal !== undefined && !name.startsWith('throughput'));

const toRow = (signups: number, { name, measured, goal, isMissed }: Figure): Row => ({
  name: `${signups.toLocaleString('en-US')} signups: ${name}`,
  measured,
  ...(goal !== undefined && { goal: { wanted: goal, isReached: !isMissed } }),
});
