import type { Part } from '../row.ts';
import { measureMoney } from './measure-money.ts';

export const MONEY: Part = {
  key: 'money',
  title: 'Money',
  unit: 'per million signups',
  notes: [
    'A run measures requests to SQS, DynamoDB’s own capacity units, bytes of log, and the duration of each invocation. Its shops take 200 ms, its batches are full (ten). CPU time is scaled to the share of a CPU that 512 MB buy. List prices of US East (N. Virginia), on demand, without free tiers: `bench/money/prices.ts`.',
    'Costs that do not grow with the signups are not included. They are Parameter Store and its decryptions (one read per minute, store and running function), alarms and custom metrics. So are traffic to the shops, Lambda’s idle polling of the queue, and the ledger’s storage and point-in-time recovery (35 days).',
    'A webhook also pays for API Gateway and a second function. An event that your backend or EventBridge sends to the queue does not. For a new SHOPLINE customer, some parts cannot be less without a weaker promise. The queue costs $0.48. The lease on the contact and its link cost $1.25: two writes, one before and one after the create. Lambda bills at least the shop’s two answers, $0.27 at 200 ms and full batches. That is $2.00 before the first log line, read and record of the customer; by webhook, API Gateway adds $1.00.',
  ],
  measure: measureMoney,
};
