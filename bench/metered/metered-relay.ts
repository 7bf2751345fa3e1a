import { randomUUID } from 'node:crypto';
import { bundleProduct } from '../bundle.ts';
import { type Child, startChild } from '../child.ts';
import { ANY_PORTS } from '../../src/local/local-ports.ts';
import { type LocalServices, openLocalServices } from '../../src/local/local-services.ts';
import { toSqsRecord } from '../../src/local/lambda/sqs-event.ts';
import type { Usage } from '../usage.ts';
import { type Metered, openMeter } from './meter.ts';

/** The cost of one batch. */
export interface BatchCost {
  readonly ledger: Metered;
  readonly sqs: Metered;
  readonly shopCalls: number;
  /** Bytes written to the log. */
  readonly logBytes: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** The packaged consume function with the sandbox shops, and a meter on everything that costs money. */
export interface MeteredRelay {
  readonly services: LocalServices;
  /** One invocation with these events, one message each. */
  readonly deliver: (events: readonly object[]) => Promise<BatchCost>;
  close(): Promise<void>;
}

export async function openMeteredRelay(): Promise<MeteredRelay> {
  const services = await openLocalServices({ ports: ANY_PORTS });
  const [ledger, sqs] = await Promise.all([
    openMeter(services.dynamoDb.endpoint),
    openMeter(services.sqs.endpoint),
  ]);
  let logBytes = 0;
  const fileOf = await bundleProduct();
  const child = await startChild(new URL('../consume/host.ts', import.meta.url), {
    args: [String(fileOf('consume'))],
    env: {
      ...services.env,
      AWS_ENDPOINT_URL_DYNAMODB: ledger.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
    },
    onOutput: (bytes) => void (logBytes += bytes.length),
  });
  const shops = [services.shopline, services.shoplazza];
  const shopCalls = (): number => shops.reduce((sum, shop) => sum + shop.calls().length, 0);
  return {
    services,
    async deliver(events) {
      const before = { calls: shopCalls(), logBytes, usage: await usageOf(child) };
      ledger.take();
      sqs.take();
      const begin = performance.now();
      const event = { Records: events.map((one) => toRecord(one, services.sqs.signups.arn)) };
      await child.ask({ kind: 'invoke', event });
      const wallMs = performance.now() - begin;
      const after = await usageOf(child);
      return {
        ledger: ledger.take(),
        sqs: sqs.take(),
        shopCalls: shopCalls() - before.calls,
        logBytes: logBytes - before.logBytes,
        wallMs,
        cpuMs: after.cpuMs - before.usage.cpuMs,
      };
    },
    async close() {
      await child.end();
      await Promise.all([ledger, sqs, services].map((each) => each.close()));
    },
  };
}

const usageOf = (child: Child): Promise<Usage> => child.ask<Usage>({ kind: 'usage' });

const toRecord = (event: object, arn: string) =>
  toSqsRecord(
    {
      MessageId: randomUUID(),
      ReceiptHandle: 'none',
      Body: JSON.stringify(event),
      MD5OfBody: '',
      Attributes: { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' },
    },
    arn,
  );
