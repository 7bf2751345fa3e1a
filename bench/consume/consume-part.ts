import type { Part } from '../row.ts';
import { measureConsume } from './measure-consume.ts';

/** What each contestant keeps of the promises that a ledger is for. */
const TABLE = `What a ledger costs is in the rows above, and in [Calls](#calls) and [Money](#money). What it buys:

| contestant | the same event again | two events of one person at once | an older event comes later | the shop’s limit | killed between two calls |
| --- | --- | --- | --- | --- | --- |
| signup-relay | no call to the shop; for 35 days | one customer, with the facts of both | each field keeps its newest fact | shared by all functions, used to 98 % | goes on where it was: no second customer, nothing lost |
| bare loop with the same calls | – | – | – | – | – |
| Powertools with idempotency | refused by its id; for an hour, or as long as you set | two customers are possible: their ids differ | overwrites newer facts | calls fail, and SQS brings the event again | comes again after the function’s timeout; a second customer if the shop’s search does not show the first one yet |
| Powertools, Middy, hand-tuned, sqs-consumer | written again | two customers are possible | overwrites newer facts | calls fail, and SQS brings the event again | comes again, with the same risk |
| BullMQ | written again; an id of the job can refuse it while Redis keeps the job | two customers are possible | overwrites newer facts | a setting limits the workers of one queue, so each store needs a queue | comes again, with the same risk; Redis may lose what it has not written to its disk |

The bare loop is no peer: it plays a recording, and keeps no promise. The tests of each promise of the relay are in [Guarantees](guarantees.md).`;

export const CONSUME: Part = {
  key: 'consume',
  title: 'Consume',
  unit: 'events per second',
  notes: [
    'Every event is a CloudEvent with an e-mail, a name, a birthday and a consent. *New* people need a search and a create. For *known* people the relay reads the customer and updates it: before it grants a consent, it looks whether the shop has taken it back. The other contestants search again. Every contestant processes ten events at a time, and is warmed up by 4,000 events before the first round counts. The comparison is the rate divided by the bare undici loop’s in the same round.',
    'Lambda handlers get batches of ten over a pipe instead of Lambda’s runtime API. The messages are received from the embedded SQS before the clock starts, because Lambda’s poller does that in production. `sqs-consumer` and BullMQ read their queue themselves, so their CPU time includes it.',
    '**The goals compare like with like.** *Bare loop with the same calls* plays a recording of a warm batch of the relay: as many calls to shop and ledger, with the same headers and bodies, in the same order of waiting. Names, hashes and ids of the people are replaced by others of the same length. Every answer has to be a success. It is a loop over undici and nothing else: it parses only the ids of new customers. It sends a signature of the same length and does not make it; making it takes 5 µs a request. Powertools with idempotency is the only peer that keeps state. It writes two items per event with the AWS SDK.',
    TABLE,
    'The limit is the number of HTTP calls. The relay makes 3.0 ledger requests per new person, and 2.6 per known one. With the shop at 0 ms all processes share the cores, so compare the CPU time. The embedded DynamoDB is written in JavaScript and slower than the real one. With the shop at 50 ms and more, the time is the shop’s plus the ledger requests that wait for each other. They are the prefetch, the slots, the lease, the refusals, the new customers and the completion.',
    '*Without its ledger* is the same handler with ledger and slots in memory. It is for comparison only and not part of the product.',
  ],
  measure: measureConsume,
};
