import { toSqsRecord } from '../../src/local/lambda/sqs-event.ts';
import { eventsOf } from '../consume/people.ts';

const ARN = 'arn:aws:sqs:us-east-1:000000000000:signups';
const BATCH = 10;

/** A thousand people, unless each store needs one of its own. */
export const peopleOf = (stores: number): number => Math.max(1_000, stores);

/** Batch number `batch` as Lambda passes it: the same people repeatedly, each time with newer facts. */
export function knownBatch(number: number, stores: number, people = peopleOf(stores)) {
  const from = (number * BATCH) % people;
  const cycle = Math.floor((number * BATCH) / people);
  const names = Array.from({ length: BATCH }, (_, at) => `grown-${from + at}`);
  const Records = eventsOf(names, 'known', cycle).map((event, at) => {
    const { data } = event as { readonly data: object };
    const store = `store-${(from + at) % stores}`;
    return toSqsRecord(
      {
        MessageId: `m-${number}-${at}`,
        ReceiptHandle: 'none',
        Body: JSON.stringify({ ...event, data: { ...data, store } }),
        MD5OfBody: '',
        Attributes: { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' },
      },
      ARN,
    );
  });
  return { Records };
}
