import type { Contestant } from './contestants.ts';

/** What a contestant needs and this machine does not have; undefined where nothing is missing. */
export function missingFor(
  { reads }: Contestant,
  redisPort: number | undefined,
): string | undefined {
  if (reads !== 'redis') return undefined;
  if (redisPort === undefined) return 'redis-server is not installed';
  try {
    // BullMQ has no Redis client of its own.
    import.meta.resolve('ioredis');
    return undefined;
  } catch {
    return 'the package ioredis is not installed';
  }
}
