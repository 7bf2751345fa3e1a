import type { Part } from '../row.ts';
import { measureConsume } from './measure-consume.ts';

export const CONSUME: Part = {
  key: 'consume',
  title: 'Consume',
  unit: 'events per second',
  notes: [
    'Every event is a CloudEvent with an e-mail, a name, a birthday and a consent. *New* people need a search and a create. For *known* people the relay makes one call, because its ledger has their id; the other contestants search again. Every contestant processes ten events at a time, and is warmed up by 4,000 events before the first round counts. The comparison is the rate divided by the bare loop’s in the same round.',
    'Lambda handlers get batches of ten over a pipe instead of Lambda’s runtime API. The messages are received from the embedded SQS before the clock starts, because Lambda’s poller does that in production. `sqs-consumer` and BullMQ read their queue themselves, so their CPU time includes it. The other contestants have no ledger. With them a crash, a timeout or two concurrent events can create a duplicate customer or overwrite newer facts.',
    'The limit is the number of HTTP calls, which cost more than everything else together. The hand-tuned handler makes two per event and little else. So no handler with a ledger over HTTP can cost less. Ours makes 2.3 ledger requests per new person in addition. A known person costs as many ledger requests and one call to the shop less. With the shop at 0 ms all processes share the cores, so compare the CPU time. The embedded DynamoDB is written in JavaScript and slower than the real one. With the shop at 50 ms and more, the time is the shop’s plus five ledger requests in sequence. They are the prefetch, the slots, the lease, the new customers and the completion.',
    '*Without its ledger* is the same handler with ledger and slots in memory. It is for comparison only and not part of the product.',
  ],
  measure: measureConsume,
};
