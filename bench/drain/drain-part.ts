import type { Part, Row, SuiteOptions } from '../row.ts';
import { type Figure, LEAST_TIME } from './figures.ts';
import { measureDrain } from './measure-drain.ts';

export const DRAIN: Part = {
  key: 'drain',
  title: "The shop's limit",
  unit: 'measured',
  notes: [
    'Many new signups for one SHOPLINE store with its documented 20 calls per second, next to a quiet store. Six concurrent functions in separate processes deliver them. Time runs at double speed for all processes; the shop takes 200 ms. The minimum time is that of all calls except one burst, at 20 per second.',
    'The relay uses 98.5 % of a limit, because its clock differs from the shop’s and calls arrive with jitter. `npm run bench:limits` shows the details of one run.',
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

/** The page shows the goals only; `npm run bench:limits` shows the details. */
const isTold = ({ name, goal }: Figure): boolean =>
  name === LEAST_TIME || (goal !== undefined && !name.startsWith('throughput'));

const toRow = (signups: number, { name, measured, goal, isMissed }: Figure): Row => ({
  name: `${signups.toLocaleString('en-US')} signups: ${name}`,
  measured,
  ...(goal !== undefined && { goal: { target: goal, isReached: !isMissed } }),
});
