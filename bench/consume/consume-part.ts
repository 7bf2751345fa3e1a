import type { Part } from '../row.ts';
import { measureConsume } from './measure-consume.ts';

export const CONSUME: Part = {
  key: 'consume',
  title: 'Consume',
  unit: 'events per second',
  notes: [
    'Every event is a CloudEvent with an e-mail, a name, a birthday and a consent. *New* people take a search and a create; for *known* people the relay makes one call, because its ledger knows their id, and everybody else searches again. Ten events are worked on at a time by everybody, and everybody has seen 4,000 before the first round counts, as a warm function has. The ratio is the rate beside the bare loop’s in the same round.',
    'What runs on Lambda gets batches of ten that were taken off the embedded SQS before the clock starts, as Lambda’s poller does it, over a pipe instead of Lambda’s runtime API. `sqs-consumer` and BullMQ read their queue themselves, as they do in production, and that is in their CPU time. The others keep no ledger: after a crash, a timeout or two events at once they double customers or lose the order of facts.',
    'What limits it: the number of HTTP calls, which cost more than all else together. The hand-tuned handler makes two for each event and does little else, so nobody who keeps a ledger by HTTP can be below it: ours makes 2.3 more for a new person, as many for a known one, to whom it makes one call less. With the shop at 0 ms all processes share the cores, so look at the CPU time there; the embedded DynamoDB (a JavaScript one) is slower than the real one. With the shop at 50 ms and more the time is the shop’s, plus five of the ledger’s answers one after the other: what the batch knows, the turns, the lease, what everybody was created with, the end.',
    '*Without its ledger* is the same handler with ledger and turns in memory, for comparison only: it does not exist in the product.',
  ],
  measure: measureConsume,
};
