import { digits } from '../format.ts';
import type { Part, Row } from '../row.ts';
import { BATCH, type KindCost, measureKinds } from './measure-kinds.ts';
import type { Metered } from './meter.ts';

export const CALLS: Part = {
  key: 'calls',
  title: 'Calls',
  unit: 'calls to the shop per signup',
  notes: [
    'Batches of ten signups of one kind for one store, through the packaged `consume`. The sandbox shops count the calls. The minimum is the number that the platforms’ documentation allows without duplicate customers, and without raising a consent that the customer has withdrawn in the shop: before a grant for a customer who exists, the shop’s record is read. The counts are exact: they are the same on every machine.',
    'The fractions come from requests that a batch shares. The rate limiter reserves slots once or a few times per batch; a batch for ten stores reserves ten times. On SHOPLINE, one write records all customers that a batch creates; DynamoDB charges it by kilobytes.',
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
    goal: { target: `${least}, the minimum`, isReached: calls <= least },
  };
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const requestsOf = ({ requests }: Metered): number => sum(Object.values(requests));
