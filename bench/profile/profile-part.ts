import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openArena } from '../consume/arena.ts';
import { CONTESTANTS, type Contestant } from '../consume/contestants.ts';
import { playRound } from '../consume/play-round.ts';
import { percent } from '../format.ts';
import type { Part, Row, SuiteOptions } from '../row.ts';
import { type Costs, costsOf } from './costs-of.ts';
import type { CpuProfile } from './cpu-profile.ts';
import { modulesOf, placeOf } from './modules-of.ts';

/** Run with `--only profile`. Profiling itself costs time, so this part has no goals. */
export const PROFILE: Part = {
  key: 'profile',
  title: 'Profile of consume',
  unit: 'microseconds of CPU per event, by package',
  notes: [],
  measure: async (options) => [
    ...(await profileOf('relay', options)),
    ...(await profileOf('relay-in-memory', options)),
  ],
};

const SHOWN = 15;

async function profileOf(key: string, { rounds, size, client }: SuiteOptions): Promise<Row[]> {
  const contestant = CONTESTANTS.find((each) => each.key === key);
  if (contestant === undefined) return [];
  const folder = mkdtempSync(join(tmpdir(), 'signup-relay-profile-'));
  try {
    const events = await play(contestant, folder, { client, rounds, size });
    const [file = ''] = readdirSync(folder);
    const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
    return rowsOf(contestant.name, byPackage(profile), events);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function play(
  contestant: Contestant,
  folder: string,
  { client, rounds, size }: Pick<SuiteOptions, 'client' | 'rounds' | 'size'>,
): Promise<number> {
  const arena = await openArena(client);
  try {
    const child = await arena.open(contestant, ['--cpu-prof', `--cpu-prof-dir=${folder}`]);
    const count = Math.round(50 * size) * 10;
    for (let cycle = 0; cycle < rounds; cycle++) {
      const people = Array.from({ length: count }, (_, at) => `profiled-${cycle}-${at}`);
      await playRound(arena, { contestant, child }, { workload: 'new', people, cycle });
    }
    await child.end();
    return count * rounds;
  } finally {
    await arena.close();
  }
}

function byPackage(profile: CpuProfile): Costs {
  const bundles = new Map<string, readonly string[]>();
  return costsOf(profile, ({ functionName, url, lineNumber }) => {
    if (functionName === '(garbage collector)') return functionName;
    if (!url.includes('/.cache/bench/')) return undefined;
    const path = url.startsWith('file:') ? fileURLToPath(url) : url;
    const modules = bundles.get(path) ?? modulesOf(readFileSync(path, 'utf8'));
    bundles.set(path, modules);
    return placeOf(modules[lineNumber] ?? '(bundle)');
  });
}

function rowsOf(name: string, costs: Costs, events: number): Row[] {
  const total = costs.reduce((sum, [, ms]) => sum + ms, 0);
  return costs.slice(0, SHOWN).map(([place, ms]) => ({
    name: `${name}: ${place}`,
    measured: ((ms / events) * 1_000).toFixed(0),
    ratio: percent(ms / total),
  }));
}
