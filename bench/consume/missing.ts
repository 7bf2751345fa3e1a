import type { Contestant } from './contestants.ts';

/** The software that a contestant needs and this machine lacks; undefined if nothing is missing. */
export function missingFor(
  { reads }: Contestant,
  redisPort: number | undefined,
): string | undefined {
  if (reads !== 'redis') return undefined;
  if (redisPort === undefined) return 'redis-server is not installed';
  try {
    // BullMQ brings no Redis client.
    import.meta.resolve('ioredis');
    return undefined;
  } catch {
    return 'the package ioredis is not installed';
  }
}
