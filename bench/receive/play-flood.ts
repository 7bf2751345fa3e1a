import type { Child } from '../child.ts';
import type { Usage } from '../usage.ts';
import { aDelivery } from './a-delivery.ts';
import type { Flood } from './flood.ts';

export interface PlayedFlood {
  readonly tookMs: readonly number[];
  readonly cpuMs: number;
  readonly peakBytes: number;
}

/** @throws Error an answer was not 200. */
export async function playFlood(child: Child, requests: number): Promise<PlayedFlood> {
  const before = await child.ask<Usage>({ kind: 'usage' });
  const event = aDelivery();
  const { tookMs, statuses } = await child.ask<Flood>({ kind: 'flood', event, requests });
  if (statuses.join() !== '200') throw new Error(`receive answered ${statuses.join()}`);
  const { cpuMs, peakBytes } = await child.ask<Usage>({ kind: 'usage' });
  return { tookMs, cpuMs: cpuMs - before.cpuMs, peakBytes };
}
