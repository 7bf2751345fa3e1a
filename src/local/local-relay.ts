import { setTimeout as pause } from 'node:timers/promises';
import { countMessages, sendMessage } from './aws/queue-calls.ts';
import { openHttpFront } from './lambda/http-front.ts';
import { type LocalFunctions, openFunctions } from './lambda/open-functions.ts';
import { startPoller } from './lambda/poller.ts';
import { SAMPLE_CHANNEL } from './line-issuer.ts';
import { FIXED_WEBHOOK_ADDRESS } from './local-ports.ts';
import {
  type LocalServices,
  type LocalServicesOptions,
  LOG_GROUPS,
  openLocalServices,
} from './local-services.ts';
import { postDelivery } from './samples/post.ts';
import type { SampleRelay } from './samples/run.ts';
import { lineForm, sampleSecret, sampleSources } from './samples/sources.ts';
import { parseSignupLine, type SignupLine } from './signup-line.ts';

/** A running local relay: services, sample stores, `receive` behind HTTP, and `consume` behind a poller. */
export interface LocalRelay extends SampleRelay {
  readonly services: LocalServices;
  /** Base address of the webhooks and the sign-up page. */
  readonly url: string;
  close(): Promise<void>;
}

interface LocalRelayOptions extends LocalServicesOptions {
  readonly functions: LocalFunctions;
  /** Receives every log line of the functions, and the errors of the local run itself. */
  readonly onLogLine: (line: string) => void;
  /** Who this relay is, for a second one on this machine. */
  readonly about?: object;
}

/** @throws Error a function could not be loaded. */
export async function openLocalRelay(options: LocalRelayOptions): Promise<LocalRelay> {
  const { functions, onLogLine, about, ...serviceOptions } = options;
  const services = await openLocalServices(serviceOptions);
  const lineUrl = services.line.url;
  const opening = openHttpFront({ port: options.ports.receive, lineUrl, ...(about && { about }) });
  const front = await openOrClose(opening, () => services.close());
  putSampleStores(services, front.url);
  const closeServices = async (): Promise<void> => {
    await Promise.all([front.close(), services.close()]);
  };
  const listeners = new Set<(line: SignupLine) => void>();
  const onLine = (line: string, name: keyof LocalFunctions): void => {
    onLogLine(line);
    services.logs.write(LOG_GROUPS[name], line);
    const signup = parseSignupLine(line);
    if (signup) for (const listener of listeners) listener(signup);
  };
  const loading = openFunctions(functions, { services, front, onLine });
  const { consume, receive } = await openOrClose(loading, closeServices);
  front.serve(receive.invoke);
  const { sqs, shopline, shoplazza } = services;
  const hookOf = (store: string, tool: 'shopline' | 'shoplazza') => ({
    url: `${front.url}/webhooks/${store}/${tool}`,
    secret: sampleSecret(tool),
  });
  shopline.postTo(hookOf('tw-main', 'shopline'));
  shoplazza.postTo(hookOf('us-main', 'shoplazza'));
  const poller = startPoller({
    endpoint: sqs.endpoint,
    queue: sqs.signups,
    handler: consume.invoke,
    onError: (error) => {
      onLogLine(`local run: ${error instanceof Error ? error.message : String(error)}`);
    },
  });
  return {
    services,
    url: front.url,
    send: (body) => sendMessage({ endpoint: sqs.endpoint, queueUrl: sqs.signups.url }, body),
    post: (delivery) => postDelivery(front.url, delivery),
    unsubscribe: async (store, email) => {
      // The times of Shoplazza have whole seconds: within the second of a write, a change cannot be told from it.
      await pause(1_100);
      const emailOf = ({ email: one }: { readonly email: string | null }) => one === email;
      if (store === 'tw-main') {
        const { id = '' } = shopline.customers().find(emailOf) ?? {};
        shopline.edit(id, { is_subscribed_marketing_email: false });
      } else {
        const { id = '' } = shoplazza.customers().find(emailOf) ?? {};
        shoplazza.edit(id, { accepts_marketing: false, subscribed_flag: 2 });
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    inventory: () => inventory(services),
    shopCalls: () => shopline.calls().length + shoplazza.calls().length,
    close: async () => {
      await poller.stop();
      await Promise.all([consume.close(), receive.close()]);
      await closeServices();
    },
  };
}

/** Closes the rest if opening fails: an open server would keep the process alive. */
async function openOrClose<T>(opening: Promise<T>, close: () => Promise<void>): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    await close();
    throw error;
  }
}

/** Counts customers and dead letters in the shops and on the queue, independently of the logs. */
async function inventory({ sqs, shopline, shoplazza }: LocalServices): Promise<string> {
  const { visible } = await countMessages(sqs.endpoint, sqs.deadLetters);
  return (
    `Customers now: ${shopline.customers().length} in tw-main, ` +
    `${shoplazza.customers().length} in us-main. Dead letters waiting: ${visible}.`
  );
}

/** The access token of the sandbox shops. */
const TOKEN = 'sandbox-token';

/** Configures the stores of the samples: one per platform, each with one source per tool. */
export function putSampleStores(
  { putStore, shopline, shoplazza, senders, line: login }: LocalServices,
  publicUrl: string = FIXED_WEBHOOK_ADDRESS,
): void {
  const { shopline: line, shoplazza: lazza, ...samples } = sampleSources(publicUrl, senders.url);
  const others = {
    ...samples,
    'line-form': lineForm(publicUrl, { channelId: SAMPLE_CHANNEL, keysUrl: login.keysUrl }),
  };
  putStore('tw-main', {
    platform: 'shopline',
    baseUrl: shopline.baseUrl,
    accessToken: TOKEN,
    userAgent: 'signup-relay-local',
    country: 'TW',
    sources: { ...others, ...(line && { shopline: line }) },
  });
  putStore('us-main', {
    platform: 'shoplazza',
    baseUrl: shoplazza.baseUrl,
    accessToken: TOKEN,
    country: 'US',
    sources: { ...others, ...(lazza && { shoplazza: lazza }) },
  });
}
