import { digits, megabytes, times } from '../format.ts';
import type { Row } from '../row.ts';
import { median } from '../statistics.ts';
import type { Contestant } from './contestants.ts';
import type { Played } from './play-round.ts';
import type { Workload } from './round.ts';

export interface Match {
  readonly workload: Workload;
  readonly latencyMs: number;
  /** One value per round. */
  readonly events: number;
}

type Results = ReadonlyMap<string, readonly Played[]>;

const rateOf = ({ events, wallMs }: Played): number => (events / wallMs) * 1_000;
/** CPU seconds for 10,000 events. */
const cpuOf = ({ events, cpuMs }: Played): number => (cpuMs / events) * 10;

/** One row per match and contestant: medians, and the ratio to the bare loop round by round. The goals follow. */
export function rowsOf(
  matches: readonly Match[],
  contestants: readonly Contestant[],
  results: Results,
  skipped: readonly { readonly contestant: Contestant; readonly missing: string }[],
): readonly Row[] {
  const rows = matches.flatMap((match, at) => {
    const of = (key: string): readonly Played[] => results.get(`${key} ${at}`) ?? [];
    return [
      ...contestants.flatMap((contestant) => {
        const played = of(contestant.key);
        return played.length === 0 ? [] : [toRow(contestant, match, played, of('bare-loop'))];
      }),
      ...goalRows(match, of),
    ];
  });
  const missing = skipped.map(({ contestant: { name }, missing: why }) => ({
    name,
    measured: `skipped: ${why}`,
  }));
  return [...rows, ...missing];
}

function toRow(
  { name }: Contestant,
  { workload, latencyMs }: Match,
  played: readonly Played[],
  bare: readonly Played[],
): Row {
  const calls = median(played.map((each) => each.calls / each.events));
  return {
    name: `${workload}, shop ${latencyMs} ms: ${name}`,
    measured: `${digits(median(played.map(rateOf)))} (${calls.toFixed(1)} calls each)`,
    ratio: times(rateRatio(played, bare)),
    cpu: digits(median(played.map(cpuOf))),
    memory: megabytes(Math.max(...played.map(({ peakBytes }) => peakBytes))),
  };
}

const rateRatio = (played: readonly Played[], bare: readonly Played[]): number =>
  medianRatio(played, bare, rateOf);

/** The median of the ratios of each round. */
const medianRatio = (
  played: readonly Played[],
  others: readonly Played[],
  of: (one: Played) => number,
): number =>
  median(played.map((each, at) => of(each) / (others[at] ? of(others[at]) : Number.NaN)));

const MOST_CPU = { 'same-calls': 1.6, 'powertools-idempotency': 0.5 } as const;
const LEAST_RATE = 0.97;

/** The goals of signup-relay. The shop's time hides CPU time, so each match measures only one of the two. */
function goalRows(
  { workload, latencyMs }: Match,
  of: (key: string) => readonly Played[],
): readonly Row[] {
  const relay = of('relay');
  const where = `${workload}, shop ${latencyMs} ms`;
  if (latencyMs === 0) {
    const cpu = (other: keyof typeof MOST_CPU, name: string): Row => {
      const ratio = medianRatio(relay, of(other), cpuOf);
      const most = MOST_CPU[other];
      const goal = { target: `≤ ${most} ×`, isReached: ratio <= most };
      return { name: `${where}: CPU beside ${name}`, measured: times(ratio), goal };
    };
    return [
      cpu('same-calls', 'the same calls'),
      cpu('powertools-idempotency', 'Powertools with idempotency'),
    ];
  }
  const ratio = rateRatio(relay, of('same-calls'));
  const row = { name: `${where}: rate beside the same calls`, measured: times(ratio) };
  const goal = { target: `≥ ${LEAST_RATE} ×`, isReached: ratio >= LEAST_RATE };
  return [latencyMs === 50 ? { ...row, goal } : row];
}
