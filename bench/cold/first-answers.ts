import { startChild } from '../child.ts';
import { storeAt } from '../consume/arena.ts';
import { eventsOf } from '../consume/people.ts';
import { digits } from '../format.ts';
import { aDelivery, PUBLIC_URL } from '../receive/a-delivery.ts';
import { RECEIVING_STORE } from '../receive/receive-arena.ts';
import { toSqsRecord } from '../../src/local/lambda/sqs-event.ts';
import type { Row } from '../row.ts';
import { median } from '../statistics.ts';
import { type Init, initOnce } from './init-once.ts';

const ARN = 'arn:aws:sqs:us-east-1:000000000000:signups';

/** The files of the two functions that wait for a first event. */
interface FirstAnswers {
  readonly consume: string;
  readonly receive: string;
}

/**
 * From process start to the first answer: of `consume` for a batch of ten new people, of `receive` for a signed delivery.
 * It includes the code loaded at first use, and the first connections to Parameter Store, ledger, shop and queue. All run
 * on this machine.
 */
export async function measureFirstAnswers(
  { consume, receive }: FirstAnswers,
  starts: number,
): Promise<readonly Row[]> {
  const [shop, services] = await Promise.all([
    startChild(new URL('../stub-shop.ts', import.meta.url)),
    startChild(new URL('../services.ts', import.meta.url)),
  ]);
  try {
    const store = storeAt(await shop.ask<string>({ kind: 'address' }));
    await services.ask({ kind: 'putStore', name: 'bench', store });
    await services.ask({ kind: 'putStore', name: 'tw-main', store: RECEIVING_STORE });
    const env = {
      ...(await services.ask<Record<string, string>>({ kind: 'env' })),
      PUBLIC_URL,
    };
    const batches: Init[] = [];
    const deliveries: Init[] = [];
    for (let start = 0; start <= starts; start++) {
      const [batch, delivery] = [
        await initOnce(consume, env, batchOf(start)),
        await initOnce(receive, env, aDelivery()),
      ];
      if (start === 0) continue;
      batches.push(batch);
      deliveries.push(delivery);
    }
    return [
      rowOf('consume, until the end of its first batch', batches),
      rowOf('receive, until its first delivery is on the queue', deliveries),
    ];
  } finally {
    await Promise.all([shop.end(), services.end()]);
  }
}

function rowOf(name: string, measured: readonly Init[]): Row {
  const middle = (of: (init: Init) => number): number => median(measured.map(of));
  return {
    name,
    measured: digits(middle(({ wallMs }) => wallMs)),
    cpu: digits(middle(({ cpuMs }) => cpuMs) * 10),
  };
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
