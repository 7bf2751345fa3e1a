import type { Part } from '../row.ts';
import { measureMoney } from './measure-money.ts';

export const MONEY: Part = {
  key: 'money',
  title: 'Money',
  unit: 'per million signups',
  notes: [
    'Measured in a run: requests to SQS, DynamoDB’s own capacity units, bytes of log, and the duration of each invocation, with shops that take 200 ms and full batches of ten. CPU time is scaled to the share of a CPU that 512 MB buy. List prices of US East (N. Virginia), on demand, without free tiers: `bench/money/prices.ts`.',
    'Not included, because they do not grow with the signups: Parameter Store and its decryptions (one read per minute, store and running function), alarms and custom metrics, storage and point-in-time recovery of the ledger (35 days), traffic to the shops, and Lambda’s idle polling of the queue.',
    'A webhook also pays for API Gateway and a second function; an event that your backend or EventBridge sends to the queue does not. For a new SHOPLINE customer by webhook, API Gateway, the queue, the second function’s request and the ledger’s writes alone cost about $3.20.',
  ],
  measure: measureMoney,
};
