/** A contestant of the consume part. */
export interface Contestant {
  readonly key: string;
  readonly name: string;
  /** Source of its events: batches as on Lambda, its own reads from SQS or Redis, or none. */
  readonly reads: 'lambda' | 'sqs' | 'redis' | 'nothing';
  /** Its module; absent for the product's bundle. */
  readonly module?: URL;
}

const module = (name: string): URL => new URL(`contestants/${name}.ts`, import.meta.url);

export const CONTESTANTS: readonly Contestant[] = [
  { key: 'relay', name: 'signup-relay', reads: 'lambda' },
  {
    key: 'relay-in-memory',
    name: 'signup-relay without its ledger',
    reads: 'lambda',
    module: module('relay-in-memory'),
  },
  {
    key: 'same-calls',
    name: 'bare loop with the same calls',
    reads: 'nothing',
    module: module('same-calls'),
  },
  { key: 'bare-loop', name: 'bare undici loop', reads: 'nothing', module: module('bare-loop') },
  {
    key: 'hand-tuned',
    name: 'hand-tuned handler, undici',
    reads: 'lambda',
    module: module('hand-tuned'),
  },
  {
    key: 'powertools',
    name: 'Powertools batch and parser',
    reads: 'lambda',
    module: module('powertools'),
  },
  {
    key: 'powertools-idempotency',
    name: 'Powertools batch, parser, idempotency on DynamoDB',
    reads: 'lambda',
    module: module('powertools-idempotency'),
  },
  {
    key: 'middy',
    name: 'Middy, validator, partial batch',
    reads: 'lambda',
    module: module('middy'),
  },
  { key: 'sqs-consumer', name: 'sqs-consumer', reads: 'sqs', module: module('sqs-consumer') },
  { key: 'bullmq', name: 'BullMQ', reads: 'redis', module: module('bullmq') },
];
