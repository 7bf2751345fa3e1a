import type { Waves } from '../dead-letters/reading/batches.ts';
import type { ReplayDeps } from '../dead-letters/replay/options.ts';

const PAUSE_MS = 1_000;
/** A message can be between two queues for a moment: one empty look says nothing. */
const QUIET_LOOKS = 2;

interface Watched {
  readonly waves: Waves;
  /** Whether there is nothing left to wait for. */
  readonly isOver: () => boolean;
  readonly deps: Pick<ReplayDeps, 'now' | 'sleep' | 'signal' | 'signupsDepth' | 'remainingMs'>;
}

/** Looks for letters that come back, until all is known, the queue has been empty twice, or the time is over. */
export async function watch(forMs: number, { waves, isOver, deps }: Watched): Promise<void> {
  const until = deps.now() + Math.min(forMs, (deps.remainingMs?.() ?? Infinity) - 2 * PAUSE_MS);
  let quiet = 0;
  while (deps.now() < until && !deps.signal.aborted && !isOver() && quiet < QUIET_LOOKS) {
    await deps.sleep(PAUSE_MS);
    quiet = (await isEmpty(deps)) ? quiet + 1 : 0;
    for (let found = await waves.look(); found > 0; found = await waves.look());
  }
}

/** What cannot be asked is not empty. */
async function isEmpty({ signupsDepth }: Watched['deps']): Promise<boolean> {
  const depth = await signupsDepth?.().catch(() => undefined);
  if (depth === undefined) return false;
  return depth.waiting + depth.inFlight + depth.delayed === 0;
}
