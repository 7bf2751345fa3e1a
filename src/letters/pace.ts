import type { ReadDeps } from './read-deps.ts';

/** Resolves when the next `count` letters may go. @param rate letters per second. */
export function createPace(
  rate: number,
  { now, sleep }: Pick<ReadDeps, 'now' | 'sleep'>,
): (count: number) => Promise<void> {
  let next = 0;
  return async (count) => {
    const wait = next - now();
    next = Math.max(next, now()) + (count * 1_000) / rate;
    if (wait > 0) await sleep(wait);
  };
}
