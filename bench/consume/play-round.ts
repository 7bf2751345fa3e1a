import { Queue } from 'bullmq';
import type { Child } from '../child.ts';
import type { ShopCounts } from '../shop-counts.ts';
import type { Usage } from '../usage.ts';
import type { Arena } from './arena.ts';
import type { Contestant } from './contestants.ts';
import { receiveAll, sendAll } from './lambda-poller.ts';
import { eventsOf } from './people.ts';
import type { Round } from './round.ts';

/** The cost of one contestant's round. */
export interface Played {
  readonly events: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  /** Calls to the shop. */
  readonly calls: number;
}

/** Puts the events where the contestant reads them, then measures its work. */
export async function playRound(
  arena: Arena,
  { contestant, child }: { readonly contestant: Contestant; readonly child: Child },
  round: Round,
): Promise<Played> {
  const events = eventsOf(round.people, round.workload, round.cycle);
  const work = await prepare(arena, contestant, child, { round, events });
  await arena.shop.ask({ kind: 'counts' });
  const before = await child.ask<Usage>({ kind: 'usage' });
  const begin = performance.now();
  await work.run();
  const wallMs = performance.now() - begin;
  const after = await child.ask<Usage>({ kind: 'usage' });
  await work.clean();
  const calls = check(await arena.shop.ask<ShopCounts>({ kind: 'counts' }), contestant, round);
  const { peakBytes } = after;
  return { events: events.length, wallMs, cpuMs: after.cpuMs - before.cpuMs, peakBytes, calls };
}

interface Work {
  readonly run: () => Promise<void>;
  readonly clean: () => Promise<void>;
}
const nothing = async (): Promise<void> => Promise.resolve();

async function prepare(
  { queue, redisPort }: Arena,
  { reads, name }: Contestant,
  child: Child,
  { round, events }: { readonly round: Round; readonly events: readonly object[] },
): Promise<Work> {
  const run = (): Promise<void> => child.ask({ kind: 'run', round });
  if (reads === 'nothing') return { run, clean: nothing };
  if (reads === 'redis') {
    await addJobs(redisPort ?? 0, events);
    return { run, clean: nothing };
  }
  await sendAll(
    queue,
    events.map((event) => JSON.stringify(event)),
  );
  if (reads === 'sqs') return { run, clean: nothing };
  const batches = await receiveAll(queue, events.length);
  return {
    run: async () => {
      for (const { event } of batches) {
        const answer = await child.ask<{ readonly batchItemFailures?: readonly object[] }>({
          kind: 'invoke',
          event,
        });
        if (answer.batchItemFailures?.length !== 0) throw new Error(`${name} failed`);
      }
    },
    clean: async () => {
      await Promise.all(batches.map(({ remove }) => remove()));
    },
  };
}

async function addJobs(port: number, events: readonly object[]): Promise<void> {
  const queue = new Queue('bench', { connection: { host: '127.0.0.1', port } });
  await queue.addBulk(events.map((data) => ({ name: 'signup', data })));
  await queue.close();
}

/** @returns the number of calls. @throws Error the contestant did not deliver every event exactly once. */
function check(counts: ShopCounts, { name }: Contestant, { workload, people }: Round): number {
  const { searches, reads, creates, updates, doubles } = counts;
  const done = workload === 'new' ? creates - doubles : updates;
  if (done !== people.length || doubles > 0) {
    throw new Error(`${name}: ${people.length} events, but ${JSON.stringify(counts)}`);
  }
  return searches + reads + creates + updates;
}
