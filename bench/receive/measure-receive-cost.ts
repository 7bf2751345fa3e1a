import { billedMs, type Used } from '../money/bill.ts';
import { median } from '../statistics.ts';
import { playFlood } from './play-flood.ts';
import { openReceiveArena } from './receive-arena.ts';

/** The usage of a number of webhooks until their signups are on the queue. */
export async function measureReceiveCost(requests: number): Promise<Used> {
  let logBytes = 0;
  const arena = await openReceiveArena((bytes) => void (logBytes += bytes.length));
  try {
    await playFlood(arena.receive, 50);
    const before = logBytes;
    const { tookMs, cpuMs } = await playFlood(arena.receive, requests);
    return {
      httpApiRequests: requests,
      lambdaRequests: requests,
      lambdaMs: billedMs({ wallMs: median(tookMs), cpuMs: cpuMs / requests }) * requests,
      sqsRequests: requests,
      logBytes: logBytes - before,
    };
  } finally {
    await arena.close();
  }
}
