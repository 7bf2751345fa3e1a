import type { Worker } from '../schedule.ts';
import type { World } from './world.ts';

/** One process of a consumer, from its start until it is killed. */
export interface Life {
  readonly name: string;
  readonly worker: Worker;
  /** Its own clock, in milliseconds since the epoch. */
  readonly now: () => number;
  isDead: boolean;
  /** Whether calls that were already sent when it died still arrive. */
  isSent: boolean;
  readonly nextPace: () => number;
  readonly nextDie: () => number;
  readonly onDeath: () => void;
}

/** An endless list. */
export function cycle<T>(values: readonly T[], byDefault: T): () => T {
  let index = 0;
  return () => (values.length === 0 ? byDefault : (values[index++ % values.length] ?? byDefault));
}

/** The end of a call: a value, an error, or nothing until the caller gives up. */
export type End<T> = ({ readonly value: T } | { readonly error: unknown }) & {
  /** When the answer comes; absent: as fast as the call arrived. Milliseconds. */
  readonly afterMs?: number;
};

/** Latencies by pace, in milliseconds; a call takes one to arrive and one to return. */
export const SERVICE_MS = [2, 2, 2, 3, 5, 10, 30, 100, 250, 600] as const;
export const SHOP_MS = [20, 20, 40, 60, 100, 200, 500, 900, 1_300, 1_800] as const;

interface PortCall<T> {
  readonly latencies: readonly number[];
  /** What happens when the call arrives. */
  readonly arrive: () => End<T>;
}

/** A call to the outside: it arrives later, its answer returns later still, and its caller may die meanwhile. */
export function callPort<T>(world: World, life: Life, call: PortCall<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (life.isDead) return;
    const death = world.meet('kill');
    if (death) {
      life.isDead = true;
      life.isSent = death.isSent;
      world.say(life.name, `is killed${death.isSent ? ', its calls on the way arrive' : ''}`);
      life.onDeath();
    }
    const latencyMs = call.latencies[life.nextPace()] ?? 1;
    world.time.after(latencyMs, () => {
      if (life.isDead && !life.isSent) return;
      const end = call.arrive();
      const backMs = end.afterMs ?? latencyMs;
      world.time.after(backMs, () => {
        if (life.isDead) return;
        if ('error' in end) reject(end.error);
        else resolve(end.value);
      });
    });
  });
}
