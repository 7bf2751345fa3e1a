import type { Child } from '../child.ts';
import { type Arena, openArena, storeAt } from '../consume/arena.ts';
import { CONTESTANTS } from '../consume/contestants.ts';
import { digits, megabytes, times } from '../format.ts';
import type { Row, SuiteOptions } from '../row.ts';
import { median } from '../statistics.ts';
import type { Usage } from '../usage.ts';
import { knownBatch, peopleOf } from './known-batch.ts';

const MOST_GROWTH = 1.05;

export async function measureGrowth(options: SuiteOptions): Promise<readonly Row[]> {
  const arena = await openArena(options.client);
  try {
    return [...(await overEvents(arena, options)), ...(await overStores(arena, options))];
  } finally {
    await arena.close();
  }
}

async function openRelay({ open, shop, services }: Arena, stores: number): Promise<Child> {
  const relay = CONTESTANTS.find(({ key }) => key === 'relay-in-memory');
  if (relay === undefined) throw new Error('the relay takes no part');
  const url = await shop.ask<string>({ kind: 'address' });
  for (let store = 0; store < stores; store++) {
    await services.ask({ kind: 'putStore', name: `store-${store}`, store: storeAt(url) });
  }
  return open(relay, ['--expose-gc']);
}

/** Batches from one number to before another. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly stores: number;
  readonly people?: number;
}

/** @returns CPU milliseconds per 1,000 events of these batches. */
async function work(child: Child, { from, to, stores, people }: Range): Promise<number> {
  const before = await child.ask<Usage>({ kind: 'usage' });
  for (let batch = from; batch < to; batch++) {
    await child.ask({ kind: 'invoke', event: knownBatch(batch, stores, people) });
  }
  const { cpuMs } = await child.ask<Usage>({ kind: 'usage' });
  return ((cpuMs - before.cpuMs) / ((to - from) * 10)) * 1_000;
}

/** Runs from one power of ten to the next and compares the last part of each. */
async function overEvents(arena: Arena, { isFull, size }: SuiteOptions): Promise<readonly Row[]> {
  const child = await openRelay(arena, 1);
  const most = isFull ? 6 : size < 1 ? 4 : 5;
  const rows: Row[] = [];
  let done = 0;
  let first: { readonly cost: number; readonly heap: number } | undefined;
  for (let power = 3; power <= most; power++) {
    const batches = 10 ** power / 10;
    const window = Math.min(batches / 2, 1_000);
    await work(child, { from: done, to: batches - window, stores: 1 });
    const cost = await medianWork(child, batches - window, batches);
    done = batches;
    const heap = await child.ask<number>({ kind: 'heap' });
    // Until 10⁴ events Node.js still compiles hot code.
    if (power === 4) first = { cost, heap };
    rows.push(toRow(`after 10^${power} events`, { cost, heap }, power > 4 ? first : undefined));
  }
  await child.end();
  return rows;
}

async function medianWork(child: Child, from: number, to: number): Promise<number> {
  const step = (to - from) / 5;
  const costs: number[] = [];
  for (let at = from; at < to; at += step)
    costs.push(await work(child, { from: at, to: at + step, stores: 1 }));
  return median(costs);
}

interface Cost {
  readonly cost: number;
  readonly heap: number;
}

function toRow(name: string, { cost, heap }: Cost, first?: Cost): Row {
  const ratio = first && cost / first.cost;
  const grown = first && heap / first.heap;
  return {
    name,
    measured: digits(cost),
    memory: `${megabytes(heap)} in use`,
    ...(ratio !== undefined &&
      grown !== undefined && {
        ratio: `${times(ratio)} the cost and ${times(grown)} the memory of 10^4`,
        goal: {
          target: `both ≤ ${MOST_GROWTH} ×`,
          isReached: ratio <= MOST_GROWTH && grown <= MOST_GROWTH,
        },
      }),
  };
}

/** Many cycles, because a busy moment of the machine is as large as the effect to measure. */
const CYCLES_PER_ROUND = 2;

/** Alternates the numbers of stores, so that a busy moment of the machine affects all alike. */
async function overStores(
  arena: Arena,
  { rounds, size, isFull }: SuiteOptions,
): Promise<readonly Row[]> {
  const numbers = [1, 10, 100, 1_000, ...(isFull ? [10_000] : [])];
  const people = peopleOf(Math.max(...numbers));
  const children = new Map<number, Child>();
  for (const stores of numbers) children.set(stores, await openRelay(arena, stores));
  // The warm-up has every person and every store once.
  const batches = Math.max(people / 10, Math.round(1_000 * size));
  const cycles: (readonly number[])[] = [];
  for (let round = 0; round <= rounds * CYCLES_PER_ROUND; round++) {
    const costs = new Map<number, number>();
    // Each number of stores is first as often as last.
    for (const stores of round % 2 === 0 ? numbers : numbers.toReversed()) {
      const child = children.get(stores);
      if (!child) continue;
      const from = round * batches;
      costs.set(stores, await work(child, { from, to: from + batches, stores, people }));
    }
    if (round > 0) cycles.push(numbers.map((stores) => costs.get(stores) ?? Number.NaN));
  }
  await Promise.all([...children.values()].map((child) => child.end()));
  return numbers.map((stores, at) => {
    const costs = cycles.map((cycle) => cycle[at] ?? Number.NaN);
    // Compared with one store in the same cycle.
    const ratios = cycles.map((cycle) => (cycle[at] ?? Number.NaN) / (cycle[0] ?? Number.NaN));
    return storesRow(stores, median(costs), median(ratios));
  });
}

function storesRow(stores: number, cost: number, ratio: number): Row {
  const row = {
    name: `${stores} ${stores === 1 ? 'store' : 'stores'}`,
    measured: digits(cost),
    ratio: `${times(ratio)} one store`,
  };
  const goal = { target: `≤ ${MOST_GROWTH} ×`, isReached: ratio <= MOST_GROWTH };
  return stores === 1 ? row : { ...row, goal };
}
