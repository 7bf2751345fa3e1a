import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HostileBatch } from '../support/hostile-batches.ts';

/** The heap of a function with 512 MB, in megabytes. */
const HEAP = 400;

/** Of a processor, in milliseconds, for five messages; a megabyte takes milliseconds where the time is linear. */
const MOST_CPU_MS = 5_000;

let batches: readonly HostileBatch[] = [];
beforeAll(async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [`--max-old-space-size=${HEAP}`, 'test/support/hostile-batches.ts'],
    { maxBuffer: 10_000_000 },
  );
  batches = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HostileBatch);
}, 300_000);

describe('a megabyte of hostile text in any string of any schema', () => {
  it('was tried at many places, in CI at every one', () => {
    const least = process.env['HOSTILE'] === 'all' ? 600 : 100;
    expect(batches.flatMap(({ places }) => places).length).toBeGreaterThan(least);
  });

  it('ends its own message, and no other one', () => {
    const touched = batches.filter(
      ({ good, stayed }) => stayed.length > 0 || good.some((outcome) => outcome !== 'created'),
    );
    expect(touched).toEqual([]);
    const unfinished = batches.filter(({ hostile }) =>
      hostile.some((outcome) => outcome === 'crashed' || outcome === 'none'),
    );
    expect(unfinished).toEqual([]);
  });

  it('as the id of an event is a dead letter', () => {
    const ends = batches.flatMap(({ places, hostile }) =>
      places.flatMap((place, at) =>
        /^(?:no )?event (?:id|source)$/.test(place) ? (hostile[at] ?? []) : [],
      ),
    );
    expect(ends.length).toBeGreaterThan(5);
    expect(new Set(ends)).toEqual(new Set(['dead_lettered']));
  });

  it('takes the time that its length takes', () => {
    expect(batches.filter(({ cpuMs }) => cpuMs > MOST_CPU_MS)).toEqual([]);
  });
});
