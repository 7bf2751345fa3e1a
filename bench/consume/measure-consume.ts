import type { Child } from '../child.ts';
import type { Row, SuiteOptions } from '../row.ts';
import { openArena } from './arena.ts';
import { CONTESTANTS, type Contestant } from './contestants.ts';
import { type Match, rowsOf } from './consume-rows.ts';
import { missingFor } from './missing.ts';
import { playRound, type Played } from './play-round.ts';
import type { Workload } from './round.ts';

interface Player {
  readonly contestant: Contestant;
  readonly child: Child;
}

/** The matches that every contestant plays in every round. Warm functions have processed thousands of events. */
const MATCHES: readonly Match[] = [
  { workload: 'new', latencyMs: 0, events: 2_000 },
  { workload: 'known', latencyMs: 0, events: 2_000 },
  { workload: 'new', latencyMs: 50, events: 100 },
  { workload: 'new', latencyMs: 200, events: 50 },
];

/** Plays every match with every contestant in sequence, round by round. */
export async function measureConsume(options: SuiteOptions): Promise<readonly Row[]> {
  const arena = await openArena(options.client);
  const skipped = CONTESTANTS.flatMap((contestant) => {
    const missing = missingFor(contestant, arena.redisPort);
    return missing === undefined ? [] : { contestant, missing };
  });
  const players: Player[] = [];
  const played = new Map<string, Played[]>();
  try {
    for (const contestant of CONTESTANTS) {
      if (skipped.some((each) => each.contestant === contestant)) continue;
      players.push({ contestant, child: await arena.open(contestant) });
    }
    // The first round warms up, and creates the people who are known later.
    for (let cycle = 0; cycle <= options.rounds; cycle++) {
      for (const match of MATCHES) {
        await arena.shop.ask({ kind: 'latency', ms: cycle === 0 ? 0 : match.latencyMs });
        const count = Math.max(10, Math.round((match.events * options.size) / 10) * 10);
        // The order rotates, so that no contestant always has the best conditions.
        for (const player of rotated(players, cycle)) {
          const { key } = player.contestant;
          const people = namesOf(key, match, cycle, count);
          const round = {
            workload: match.workload,
            people,
            cycle: cycle * 2 + Number(match.workload === 'known'),
          };
          const result = await playRound(arena, player, round);
          const name = `${key} ${MATCHES.indexOf(match)}`;
          if (cycle > 0) played.set(name, [...(played.get(name) ?? []), result]);
        }
      }
    }
  } finally {
    await Promise.all(players.map(({ child }) => child.end()));
    await arena.close();
  }
  return rowsOf(MATCHES, CONTESTANTS, played, skipped);
}

/** Known people are those that the first match of the first round created. */
function namesOf(
  key: string,
  { workload, latencyMs }: { readonly workload: Workload; readonly latencyMs: number },
  cycle: number,
  count: number,
): readonly string[] {
  const group = workload === 'known' ? '0-0' : `${latencyMs}-${cycle}`;
  return Array.from({ length: count }, (_, at) => `${key}-${group}-${at}`);
}

const rotated = <T>(all: readonly T[], by: number): readonly T[] => {
  const from = by % Math.max(1, all.length);
  return [...all.slice(from), ...all.slice(0, from)];
};
