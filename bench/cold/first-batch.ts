import { startChild } from '../child.ts';
import { storeAt } from '../consume/arena.ts';
import { eventsOf } from '../consume/people.ts';
import { digits } from '../format.ts';
import { toSqsRecord } from '../../src/local/lambda/sqs-event.ts';
import type { Row } from '../row.ts';
import { median } from '../statistics.ts';
import { type Init, initOnce } from './init-once.ts';

const ARN = 'arn:aws:sqs:us-east-1:000000000000:signups';

/**
 * From process start to the answer for a batch of ten new people. It includes the code loaded at first use, and the
 * first connections to Parameter Store, ledger and shop. All run on this machine.
 */
export async function measureFirstBatch(file: string, starts: number): Promise<readonly Row[]> {
  const [shop, services] = await Promise.all([
    startChild(new URL('../stub-shop.ts', import.meta.url)),
    startChild(new URL('../services.ts', import.meta.url)),
  ]);
  try {
    const store = storeAt(await shop.ask<string>({ kind: 'address' }));
    await services.ask({ kind: 'putStore', name: 'bench', store });
    const env = await services.ask<Record<string, string>>({ kind: 'env' });
    const measured: Init[] = [];
    for (let start = 0; start <= starts; start++) {
      const first = await initOnce(file, env, batchOf(start));
      if (start > 0) measured.push(first);
    }
    const middle = (of: (init: Init) => number): number => median(measured.map(of));
    return [
      {
        name: 'consume, until the end of its first batch',
        measured: digits(middle(({ wallMs }) => wallMs)),
        cpu: digits(middle(({ cpuMs }) => cpuMs) * 10),
      },
    ];
  } finally {
    await Promise.all([shop.end(), services.end()]);
  }
}

function batchOf(start: number): object {
  const people = Array.from({ length: 10 }, (_, at) => `cold-${start}-${at}`);
  const Records = eventsOf(people, 'new', 0).map((event, at) =>
    toSqsRecord(
      {
        MessageId: `m-${start}-${at}`,
        ReceiptHandle: 'none',
        Body: JSON.stringify(event),
        MD5OfBody: '',
        Attributes: { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' },
      },
      ARN,
    ),
  );
  return { Records };
}
