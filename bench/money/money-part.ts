import type { Part } from '../row.ts';
import { measureMoney } from './measure-money.ts';

export const MONEY: Part = {
  key: 'money',
  title: 'Money',
  unit: 'per million signups',
  notes: [
    'From the meters of a run: requests to SQS, DynamoDB’s own capacity units, bytes written to the log, and the time of each invocation with shops that take 200 ms for an answer and full batches of ten. CPU time is stretched to the share of a CPU that 512 MB buy. List prices of US East (N. Virginia), on demand, without free tiers: `bench/money/prices.ts`.',
    'Not in it, because it does not grow with the signups: Parameter Store and its decryptions (one read a minute for each store and running function), alarms and custom metrics, storage and point-in-time recovery of the ledger (35 days), traffic to the shops, and Lambda’s idle polling of the queue.',
    'A signup that comes by a webhook pays for API Gateway and a second function; one that an own backend or EventBridge puts onto the queue does not. For a new SHOPLINE customer, API Gateway, the queue, Lambda’s request for the webhook and the ledger’s writes alone are about $3.20.',
  ],
  measure: measureMoney,
};
