import type { SQSEvent } from 'aws-lambda';
import { lambdaContext } from '../../src/local/lambda/context.ts';
import type { ReceivedMessage } from '../../src/local/lambda/sqs-event.ts';
import { type Embedded, openEmbedded } from './embedded.ts';
import { until } from './until.ts';
import { loadDoor } from './load-door.ts';

/** The real consume function on embedded services, as `npm start` runs it, in the process of the test. */
export interface Consumer extends Embedded {
  readonly handler: (event: SQSEvent) => Promise<unknown>;
  /** Delivers all messages of the queue, and waits until it is empty. @returns the dead letters. */
  deliver(...bodies: readonly string[]): Promise<readonly ReceivedMessage[]>;
}

/** One per test file: a function reads its environment once, when it is loaded. */
export async function openConsumer(
  options: Parameters<typeof openEmbedded>[0] = {},
): Promise<Consumer> {
  const embedded = await openEmbedded(options);
  Object.assign(process.env, embedded.env, {
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
    STORES_TTL_SECONDS: '0',
  });
  const { handler } = await loadDoor<typeof import('../../src/main/consume.ts')>('consume');
  const run = (event: SQSEvent): Promise<unknown> =>
    handler(
      event,
      lambdaContext('consume', () => 30_000),
    );
  embedded.poller(run);
  return {
    ...embedded,
    handler: run,
    deliver: async (...bodies) => {
      for (const body of bodies) await embedded.send(body);
      await until(() => embedded.isDrained());
      return embedded.receiveAll('deadLetters');
    },
  };
}
