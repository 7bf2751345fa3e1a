import { digits, megabytes, times } from '../format.ts';
import type { Goal, Row } from '../row.ts';
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

/** One row per match and contestant: medians, and the ratio to the bare loop round by round. */
export function rowsOf(
  matches: readonly Match[],
  contestants: readonly Contestant[],
  results: Results,
  skipped: readonly { readonly contestant: Contestant; readonly missing: string }[],
): readonly Row[] {
  const rows = matches.flatMap((match, at) => {
    const of = (key: string): readonly Played[] => results.get(`${key} ${at}`) ?? [];
    const others = cpuOfReaders(contestants, of);
    return contestants.flatMap((contestant) => {
      const played = of(contestant.key);
      if (played.length === 0) return [];
      const goal = goalOf(contestant, match, { played, bare: of('bare-loop'), others });
      return [{ ...toRow(contestant, match, played, of('bare-loop')), ...(goal && { goal }) }];
    });
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
  median(played.map((each, at) => rateOf(each) / (bare[at] ? rateOf(bare[at]) : Number.NaN)));

/** The CPU of the other contestants that read a queue. */
const cpuOfReaders = (
  contestants: readonly Contestant[],
  of: (key: string) => readonly Played[],
): readonly number[] =>
  contestants
    .filter(({ key, reads }) => !key.startsWith('relay') && reads !== 'nothing')
    .map(({ key }) => median(of(key).map(cpuOf)))
    .filter((cpu) => !Number.isNaN(cpu));

function goalOf(
  { key }: Contestant,
  { latencyMs }: Match,
  {
    played,
    bare,
    others,
  }: Record<'played' | 'bare', readonly Played[]> & { readonly others: readonly number[] },
): Goal | undefined {
  if (!key.startsWith('relay')) return undefined;
  if (latencyMs === 0) {
    const cpu = median(played.map(cpuOf));
    const least = Math.min(...others);
    const beaten = others.filter((other) => cpu < other).length;
    const target = `CPU below ${digits(least)}, the lowest of the others (below ${beaten} of ${others.length})`;
    return { target, isReached: cpu < least };
  }
  return { target: '≥ 0.95 × the bare loop', isReached: rateRatio(played, bare) >= 0.95 };
}
