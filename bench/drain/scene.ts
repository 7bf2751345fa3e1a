import { awsJson } from '../../src/local/aws/aws-json.ts';
import { ANY_PORTS } from '../../src/local/local-ports.ts';
import { type LocalServices, openLocalServices } from '../../src/local/local-services.ts';
import { sendMessage } from '../../src/local/aws/queue-calls.ts';
import {
  createShoplineSandbox,
  type ShoplineSandbox,
} from '../../src/local/sandbox/shopline/create-shopline-sandbox.ts';
import type { ScaledTime } from './scaled-time.ts';

/** SHOPLINE's documented limit, in calls. */
export const DOCUMENTED = { perSecond: 20, burst: 20 };

/** The embedded AWS, and two shops that apply the documented limit in scaled time. */
export interface Scene {
  readonly services: LocalServices;
  readonly flood: ShoplineSandbox;
  readonly quiet: ShoplineSandbox;
  close(): Promise<void>;
}

export async function openScene(time: ScaledTime, latencyMs: number): Promise<Scene> {
  const services = await openLocalServices({ ports: ANY_PORTS });
  const knobs = { limits: [DOCUMENTED], latencyMs: latencyMs / time.scale };
  const [flood, quiet] = [0, 1].map(() => createShoplineSandbox({ now: time.now, knobs }));
  if (!flood || !quiet) throw new Error('there are two shops');
  await Promise.all([flood.listen(), quiet.listen()]);
  for (const [name, { baseUrl }] of Object.entries({ flood, quiet })) {
    services.putStore(name, {
      platform: 'shopline',
      baseUrl,
      accessToken: 'sandbox-token',
      userAgent: 'signup-relay-bench',
      country: 'TW',
      limits: [DOCUMENTED],
    });
  }
  return {
    services,
    flood,
    quiet,
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
