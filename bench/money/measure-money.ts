import { dollars } from '../format.ts';
import { BATCH, type KindCost, measureKinds } from '../metered/measure-kinds.ts';
import { measureReceiveCost } from '../receive/measure-receive-cost.ts';
import type { Row, SuiteOptions } from '../row.ts';
import { median } from '../statistics.ts';
import { type Bill, billedMs, billPerMillion, totalOf, type Used } from './bill.ts';

/** Latency of the shops; Lambda bills the waiting. */
const SHOP_MS = 200;
const MOST_DOLLARS = 3;
/** For SHOPLINE, by the kind of signup. */
const GOALS: Readonly<Record<string, number>> = { new: 2.4, known: 2.2, duplicate: 0.9 };
const WEBHOOK_GOAL = 3.9;

export async function measureMoney({ rounds }: SuiteOptions): Promise<readonly Row[]> {
  const costs = await measureKinds(rounds, SHOP_MS);
  const receive = billPerMillion(await measureReceiveCost(rounds * 20), rounds * 20);
  const straight = costs.map((cost) => {
    const { SQS = 0, ...bill } = billPerMillion(usedBy(cost), cost.batches.length * BATCH);
    const most = cost.platform === 'shopline' ? GOALS[cost.kind.key] : undefined;
    return { name: `${cost.platform}: ${cost.kind.name}`, bill: { ...bill, SQS }, most };
  });
  const [first] = straight;
  return [
    ...straight.map(({ name, bill, most }) => toRow(`${name}, sent to the queue`, bill, most)),
    toRow('receive alone, per webhook', receive),
    ...(first
      ? [
          toRow(
            `${first.name}, by webhook`,
            sumOf([withoutSend(first.bill), receive]),
            WEBHOOK_GOAL,
          ),
        ]
      : []),
  ];
}

/** The meter counts the function's own requests; sends, receives and deletes of the queue are added as on AWS. */
function usedBy({ batches }: KindCost): Used {
  const sum = (of: (batch: KindCost['batches'][number]) => number): number =>
    batches.reduce((all, batch) => all + of(batch), 0);
  const requestsOf = (requests: Readonly<Record<string, number>>): number =>
    Object.values(requests).reduce((all, count) => all + count, 0);
  const billed = batches.map(billedMs);
  return {
    sqsRequests: sum(({ sqs }) => requestsOf(sqs.requests) + BATCH + 2),
    lambdaRequests: batches.length,
    // The median, because other processes can slow a single batch.
    lambdaMs: median(billed) * batches.length,
    writeUnits: sum(({ ledger }) => ledger.writeUnits),
    readUnits: sum(({ ledger }) => ledger.readUnits),
    logBytes: sum(({ logBytes }) => logBytes),
  };
}

/** A webhook's send is on the bill of `receive`. */
function withoutSend(bill: Bill): Bill {
  const { SQS: send = 0 } = billPerMillion({ sqsRequests: 1 }, 1);
  return { ...bill, SQS: (bill['SQS'] ?? 0) - send };
}

function sumOf(bills: readonly Bill[]): Bill {
  const sum: Record<string, number> = {};
  for (const [service, amount] of bills.flatMap((bill) => Object.entries(bill))) {
    sum[service] = (sum[service] ?? 0) + amount;
  }
  return sum;
}

function toRow(name: string, bill: Bill, most = MOST_DOLLARS): Row {
  const parts = Object.entries(bill)
    .filter(([, amount]) => amount >= 0.005)
    .map(([service, amount]) => `${service} ${amount.toFixed(2)}`);
  return {
    name,
    measured: dollars(totalOf(bill)),
    ratio: parts.join(', '),
    goal: { target: `≤ ${dollars(most)}`, isReached: totalOf(bill) <= most },
  };
}
