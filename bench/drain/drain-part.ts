import type { Part, Row, SuiteOptions } from '../row.ts';
import type { Figure } from './figures.ts';
import { measureDrain } from './measure-drain.ts';
import type { BenchOptions } from './options.ts';

export const DRAIN: Part = {
  key: 'drain',
  title: "The shop's limit",
  unit: 'measured',
  notes: [
    'Many signups of new customers for one store, next to a quiet store of the same platform. The shops apply their documented limits: SHOPLINE 20 calls per second, Shoplazza 2 per second with a burst of 40. A new customer takes two calls at SHOPLINE and one at Shoplazza. Six concurrent functions in separate processes deliver them; the shop takes 200 ms. Time runs at double speed for all processes; for SHOPLINE’s 20,000 signups at six times, for Shoplazza’s 5,000 at eight times the speed. The minimum time is that of all calls except one burst, at the limit’s rate. A goal of 95 % is that of a small crowd.',
    'The relay uses 99 % of a limit that may be a window of one second, and 99.5 % of a larger bucket. The rest is for clocks that differ and for calls that arrive with jitter. `npm run bench:limits -- --platform shoplazza` shows the details of one run. `test/rate-limit/crowd.test.ts` drains the same crowds in virtual time, without noise.',
  ],
  measure: measureAll,
};

/** A smaller crowd would be over with the burst. */
const LEAST_CROWD = 240;

interface Drain extends Pick<BenchOptions, 'platform' | 'scale'> {
  readonly shop: string;
  readonly crowds: readonly number[];
  /** Crowds of more than ten minutes. */
  readonly large: readonly number[];
  /** The speed of time for these, so that a run ends within the hour. */
  readonly largeScale: number;
}

const DRAINS: readonly Drain[] = [
  {
    platform: 'shopline',
    shop: 'SHOPLINE',
    scale: 2,
    crowds: [2_000],
    large: [20_000],
    largeScale: 4,
  },
  {
    platform: 'shoplazza',
    shop: 'Shoplazza',
    scale: 2,
    crowds: [240, 500],
    large: [5_000],
    largeScale: 8,
  },
];

async function measureAll({ size, isFull }: SuiteOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { platform, shop, crowds, large, ...scales } of DRAINS) {
    for (const crowd of isFull ? [...crowds, ...large] : crowds) {
      const signups = Math.max(Math.min(crowd, LEAST_CROWD), Math.round(crowd * size));
      const scale = large.includes(crowd) ? scales.largeScale : scales.scale;
      const options = { platform, scale, signups, consumers: 6, latencyMs: 200 };
      const figures = await measureDrain(options);
      rows.push(...figures.filter(isTold).map((figure) => toRow(shop, signups, figure)));
    }
  }
  return rows;
}

/** The page shows the goals only; `npm run bench:limits` shows the details. */
const isTold = ({ goal }: Figure): boolean => goal !== undefined;

const toRow = (shop: string, signups: number, { name, measured, goal, isMissed }: Figure): Row => ({
  name: `${shop}, ${signups.toLocaleString('en-US')} signups: ${name}`,
  measured,
  ...(goal !== undefined && { goal: { target: goal, isReached: !isMissed } }),
});
