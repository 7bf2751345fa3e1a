import { digits } from '../format.ts';
import type { Part, Row } from '../row.ts';
import { BATCH, type KindCost, measureKinds } from './measure-kinds.ts';
import type { Metered } from './meter.ts';

export const CALLS: Part = {
  key: 'calls',
  title: 'Calls',
  unit: 'calls to the shop per signup',
  notes: [
    'Batches of ten signups of one kind for one store, through the packaged `consume` and the sandbox shops, which count what they are asked. The least possible is what the platforms’ documentation allows without doubling anybody. Exact, not a median: the calls are the same on every machine.',
    'The ledger’s requests include the turns of the rate limit, which are reserved once or a few times for a batch: they are what lies between whole numbers. A batch of ten for ten stores reserves ten times. So does the one write for all customers whom a batch creates on SHOPLINE; it is charged by its kilobytes.',
  ],
  measure: async ({ size }) => (await measureKinds(size < 1 ? 1 : 3)).map(toRow),
};

function toRow({ kind, platform, batches }: KindCost): Row {
  const signups = batches.length * BATCH;
  const calls = sum(batches.map(({ shopCalls }) => shopCalls)) / signups;
  const least = kind.least[platform];
  const requests = sum(batches.map(({ ledger }) => requestsOf(ledger))) / signups;
  const writes = sum(batches.map(({ ledger }) => ledger.writeUnits)) / signups;
  const reads = sum(batches.map(({ ledger }) => ledger.readUnits)) / signups;
  return {
    name: `${platform}: ${kind.name}`,
    measured: digits(calls),
    ratio: `ledger: ${digits(requests)} requests, ${digits(writes)} write and ${digits(reads)} read units`,
    goal: { wanted: `${least}, the least possible`, isReached: calls <= least },
  };
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const requestsOf = ({ requests }: Metered): number => sum(Object.values(requests));
