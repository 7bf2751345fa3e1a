import type { Part } from '../row.ts';
import { measureConsume } from './measure-consume.ts';

export const CONSUME: Part = {
  key: 'consume',
  title: 'Consume',
  unit: 'events per second',
  notes: [
    'Every event is a CloudEvent with an e-mail, a name, a birthday and a consent. *New* people take a search and a create; for *known* people the relay makes one call, because its ledger knows their id, and everybody else searches again. Ten events are worked on at a time by everybody. The ratio is the rate beside the bare loop’s in the same round.',
    'What runs on Lambda gets batches of ten that were taken off the embedded SQS before the clock starts, as Lambda’s poller does it, over a pipe instead of Lambda’s runtime API. `sqs-consumer` and BullMQ read their queue themselves, as they do in production, and that is in their CPU time. The others keep no ledger: after a crash, a timeout or two events at once they double customers or lose the order of facts.',
    'What limits it: the signed calls to DynamoDB, three to four for each event. With the shop at 0 ms all processes share the cores, so look at the CPU time there; the embedded DynamoDB (a JavaScript one) is slower than the real one. With the shop at 50 ms and more the time is the shop’s, plus that of the ledger’s calls.',
    '*Without its ledger* is the same handler with ledger and turns in memory, for comparison only: it does not exist in the product.',
  ],
  measure: measureConsume,
};
