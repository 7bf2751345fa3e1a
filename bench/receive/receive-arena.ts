import { bundleContestant, bundleProduct } from '../bundle.ts';
import { type Child, startChild } from '../child.ts';
import { sampleSources } from '../../src/local/samples/sources.ts';
import { PUBLIC_URL } from './a-delivery.ts';

/** The packaged receive function and the bare handler, on one queue. */
export interface ReceiveArena {
  readonly receive: Child;
  readonly bare: Child;
  close(): Promise<void>;
}

/** @param onOutput receives the log of the packaged function. */
export async function openReceiveArena(onOutput?: (bytes: Buffer) => void): Promise<ReceiveArena> {
  const services = await startChild(new URL('../services.ts', import.meta.url));
  await services.ask({ kind: 'putStore', name: 'tw-main', store: RECEIVING_STORE });
  const env = {
    ...(await services.ask<Record<string, string>>({ kind: 'env' })),
    PUBLIC_URL,
  };
  const fileOf = await bundleProduct();
  const bareFile = await bundleContestant(new URL('bare-receive.ts', import.meta.url));
  const host = new URL('../consume/host.ts', import.meta.url);
  const receive = await startChild(host, {
    args: [String(fileOf('receive'))],
    env,
    ...(onOutput && { onOutput }),
  });
  const bare = await startChild(host, { args: [String(bareFile)], env });
  return {
    receive,
    bare,
    close: async () => {
      await Promise.all([receive.end(), bare.end()]);
      await services.end();
    },
  };
}

/** A store with every sample source. */
export const RECEIVING_STORE = {
  platform: 'shopline',
  baseUrl: 'https://shop.example.com/v1',
  accessToken: 'sandbox-token',
  country: 'TW',
  sources: sampleSources(PUBLIC_URL),
};
