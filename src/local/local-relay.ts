import { inventory } from './inventory.ts';
import { openLocalFunction } from './local-function.ts';
import {
  type LocalServices,
  openLocalServices,
  type LocalServicesOptions,
} from './local-services.ts';
import { startPoller } from './poller.ts';
import type { SampleRelay } from './run-samples.ts';
import { putSampleStores } from './sample-stores.ts';
import { sendMessage } from './send-message.ts';
import { parseSignupLine, type SignupLine } from './signup-line.ts';

/** The relay at work on this machine: services, sample stores, and the consume function polling its queue. */
export interface LocalRelay extends SampleRelay {
  readonly services: LocalServices;
  close(): Promise<void>;
}

export interface LocalRelayOptions extends LocalServicesOptions {
  /** The door of the consume function. */
  readonly consume: URL;
  /** Every line of the function's log, and what goes wrong around it. */
  readonly onLogLine: (line: string) => void;
}

/** @throws Error the consume function could not be loaded. */
export async function openLocalRelay(options: LocalRelayOptions): Promise<LocalRelay> {
  const { consume, onLogLine, ...serviceOptions } = options;
  const services = await openLocalServices(serviceOptions);
  putSampleStores(services);
  const listeners = new Set<(line: SignupLine) => void>();
  const onLine = (line: string): void => {
    onLogLine(line);
    const signup = parseSignupLine(line);
    if (signup) for (const listener of listeners) listener(signup);
  };
  const { sqs, env, shopline, shoplazza } = services;
  const lambda = await openLocalFunction({ module: consume, env, onLine }).catch(
    async (error: unknown) => {
      await services.close();
      throw error;
    },
  );
  const poller = startPoller({
    endpoint: sqs.endpoint,
    queue: sqs.signups,
    handler: lambda.invoke,
    onError: (error) => {
      onLogLine(`local run: ${error instanceof Error ? error.message : String(error)}`);
    },
  });
  return {
    services,
    send: (body) => sendMessage({ endpoint: sqs.endpoint, queueUrl: sqs.signups.url }, body),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    inventory: () => inventory(services),
    shopCalls: () => shopline.calls().length + shoplazza.calls().length,
    close: async () => {
      await poller.stop();
      await lambda.close();
      await services.close();
    },
  };
}
