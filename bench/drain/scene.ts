import { awsJson } from '../../src/local/aws/aws-json.ts';
import { ANY_PORTS } from '../../src/local/local-ports.ts';
import { type LocalServices, openLocalServices } from '../../src/local/local-services.ts';
import { sendMessage } from '../../src/local/aws/queue-calls.ts';
import type { Knobs } from '../../src/local/sandbox/knobs.ts';
import type { Sandbox } from '../../src/local/sandbox/shop.ts';
import { createShoplazzaSandbox } from '../../src/local/sandbox/shoplazza/create-shoplazza-sandbox.ts';
import { createShoplineSandbox } from '../../src/local/sandbox/shopline/create-shopline-sandbox.ts';
import { limitsOf } from '../../src/rate-limit/limiter.ts';
import type { Limit } from '../../src/rate-limit/slots.ts';
import type { BenchOptions } from './options.ts';
import type { ScaledTime } from './scaled-time.ts';

type Shop = Pick<
  Sandbox<{ readonly email: string | null }, Knobs>,
  'baseUrl' | 'listen' | 'close' | 'customers' | 'calls'
>;

const CREATE_SHOP = { shopline: createShoplineSandbox, shoplazza: createShoplazzaSandbox };

/** The embedded AWS, and two shops that apply their platform's documented limits in scaled time. */
export interface Scene {
  readonly services: LocalServices;
  readonly flood: Shop;
  readonly quiet: Shop;
  readonly limits: readonly Limit[];
  close(): Promise<void>;
}

export async function openScene(
  time: ScaledTime,
  { platform, latencyMs }: Pick<BenchOptions, 'platform' | 'latencyMs'>,
): Promise<Scene> {
  const services = await openLocalServices({ ports: ANY_PORTS });
  const limits = limitsOf({ platform, baseUrl: '', accessToken: '' });
  const knobs = { limits, latencyMs: latencyMs / time.scale };
  const open = (): Shop => CREATE_SHOP[platform]({ now: time.now, knobs });
  const [flood, quiet] = [open(), open()];
  await Promise.all([flood.listen(), quiet.listen()]);
  for (const [name, { baseUrl }] of Object.entries({ flood, quiet })) {
    services.putStore(name, {
      platform,
      baseUrl,
      accessToken: 'sandbox-token',
      ...(platform === 'shopline' && { userAgent: 'signup-relay-bench' }),
      country: 'TW',
    });
  }
  return {
    services,
    flood,
    quiet,
    limits,
    close: async () => {
      await Promise.all([services, flood, quiet].map((each) => each.close()));
    },
  };
}

/** A signup of a new person. */
const signupOf = (store: string, number: number): string =>
  JSON.stringify({
    specversion: '1.0',
    id: `${store}-${number}`,
    source: '/bench',
    type: 'customer.signed_up',
    time: new Date().toISOString(),
    data: { store, customer: { email: emailOf(store, number) } },
  });

export const emailOf = (store: string, number: number): string => `${store}-${number}@example.com`;

export async function sendFlood({ services: { sqs } }: Scene, signups: number): Promise<void> {
  for (let from = 0; from < signups; from += 10) {
    await awsJson({
      endpoint: sqs.endpoint,
      target: 'AmazonSQS.SendMessageBatch',
      input: {
        QueueUrl: sqs.signups.url,
        Entries: Array.from({ length: Math.min(10, signups - from) }, (_, index) => ({
          Id: String(index),
          MessageBody: signupOf('flood', from + index),
          MessageGroupId: 'flood',
        })),
      },
    });
  }
}

export async function sendQuiet({ services: { sqs } }: Scene, number: number): Promise<void> {
  const queue = { endpoint: sqs.endpoint, queueUrl: sqs.signups.url };
  await sendMessage(queue, signupOf('quiet', number));
}
