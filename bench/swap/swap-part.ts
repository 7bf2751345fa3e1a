import { fileURLToPath } from 'node:url';
import { type Child, startChild } from '../child.ts';
import { COLD_ENV } from '../cold/cold-part.ts';
import { initOnce, type Init } from '../cold/init-once.ts';
import { openArena } from '../consume/arena.ts';
import { CONTESTANTS } from '../consume/contestants.ts';
import { playRound } from '../consume/play-round.ts';
import { digits, dollars, times } from '../format.ts';
import { FUNCTION_MB, PRICES, WHOLE_CPU_MB } from '../money/prices.ts';
import type { Part, Row, SuiteOptions } from '../row.ts';
import { median } from '../statistics.ts';
import { bundleSwapped, type Swap } from './bundle-swapped.ts';

/** Run with `--only swap`: the figures of decision 0044. */
export const SWAP: Part = {
  key: 'swap',
  title: 'Hand-written parts, and libraries in their place',
  unit: 'microseconds of CPU per event',
  notes: [],
  measure: measureSwaps,
};

interface Variant {
  readonly key: string;
  readonly name: string;
  readonly swap?: Swap;
}

const VARIANTS: readonly Variant[] = [
  { key: 'own', name: 'as it is' },
  {
    key: 'sdk',
    name: 'DynamoDB and Parameter Store by the AWS SDK',
    swap: { module: 'src/aws/json/open.ts', by: 'bench/swap/json-by-sdk.ts' },
  },
  {
    key: 'powertools',
    name: 'log by Powertools',
    swap: { module: 'src/telemetry/log.ts', by: 'bench/swap/log-by-powertools.ts' },
  },
  {
    key: 'pino',
    name: 'log by pino',
    swap: { module: 'src/telemetry/log.ts', by: 'bench/swap/log-by-pino.ts' },
  },
];

/** One round of a variant, per event. */
interface Played {
  readonly cpuMs: number;
  readonly logBytes: number;
}

interface Results {
  readonly played: readonly Played[];
  readonly cold: readonly Init[];
}

async function measureSwaps({ rounds, size, client }: SuiteOptions): Promise<readonly Row[]> {
  const files = new Map<string, URL>();
  for (const { key, swap } of VARIANTS) files.set(key, await bundleSwapped(key, swap));
  const cold = await startCold(files, Math.max(5, Math.round(20 * size)));
  const played = await playAll(files, { rounds: rounds * 2, size, client });
  const of = (key: string): Results => ({
    played: played.get(key) ?? [],
    cold: cold.get(key) ?? [],
  });
  return VARIANTS.map(({ key, name }) => toRow(name, of(key), of('own')));
}

async function startCold(files: ReadonlyMap<string, URL>, starts: number) {
  const measured = new Map<string, Init[]>();
  for (let start = 0; start <= starts; start++) {
    for (const [key, file] of files) {
      const init = await initOnce(fileURLToPath(file), COLD_ENV);
      if (start > 0) measured.set(key, [...(measured.get(key) ?? []), init]);
    }
  }
  return measured;
}

async function playAll(
  files: ReadonlyMap<string, URL>,
  { rounds, size, client }: Pick<SuiteOptions, 'rounds' | 'size' | 'client'>,
) {
  const contestant = CONTESTANTS.find(({ key }) => key === 'relay');
  if (contestant === undefined) throw new Error('the relay takes no part');
  const arena = await openArena(client);
  const children = new Map<string, { readonly child: Child; logBytes: number }>();
  const played = new Map<string, Played[]>();
  try {
    for (const [key, file] of files) {
      const child = await startChild(new URL('../consume/host.ts', import.meta.url), {
        args: [String(file)],
        env: arena.env,
        onOutput: (bytes) => {
          const counted = children.get(key);
          if (counted) counted.logBytes += bytes.length;
        },
      });
      children.set(key, { child, logBytes: 0 });
    }
    const count = Math.max(10, Math.round(100 * size) * 10);
    // The first two rounds warm up.
    for (let cycle = 0; cycle < rounds + 2; cycle++) {
      const order = [...children];
      for (const [key, counted] of cycle % 2 === 0 ? order : order.toReversed()) {
        counted.logBytes = 0;
        const people = Array.from({ length: count }, (_, at) => `${key}-${cycle}-${at}`);
        const { child } = counted;
        const { cpuMs } = await playRound(
          arena,
          { contestant, child },
          { workload: 'new', people, cycle },
        );
        if (cycle < 2) continue;
        const one = { cpuMs: cpuMs / count, logBytes: counted.logBytes / count };
        played.set(key, [...(played.get(key) ?? []), one]);
      }
    }
  } finally {
    await Promise.all([...children.values()].map(({ child }) => child.end()));
    await arena.close();
  }
  return played;
}

/** Dollars per million events of the CPU time at the function's share of a CPU, and of the log. */
const costOf = ({ cpuMs, logBytes }: Played): number => {
  const gbSeconds = (((cpuMs / 1_000) * WHOLE_CPU_MB) / FUNCTION_MB) * (FUNCTION_MB / 1_024);
  return (gbSeconds * PRICES.lambdaGbSecond + logBytes * PRICES.logByte) * 1e6;
};

function toRow(name: string, { played, cold }: Results, own: Results): Row {
  const cpu = median(played.map(({ cpuMs }) => cpuMs));
  const ratio = median(
    played.map(({ cpuMs }, at) => cpuMs / (own.played[at]?.cpuMs ?? Number.NaN)),
  );
  const start = (of: Results, pick: (init: Init) => number): number => median(of.cold.map(pick));
  const coldMs = ({ cpuMs }: Init): number => cpuMs;
  const bytes = median(played.map(({ logBytes }) => logBytes));
  return {
    name,
    measured: `${digits(cpu * 1_000)} (${digits(bytes)} bytes of log)`,
    ratio: `${times(ratio)}, cold start ${digits(start({ played, cold }, coldMs))} ms of CPU, ${times(start({ played, cold }, coldMs) / start(own, coldMs))}`,
    cpu: `${dollars(median(played.map(costOf)))} per million for CPU and log`,
  };
}
