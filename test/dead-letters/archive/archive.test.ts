import { describe, expect, it } from 'vitest';
import { archiveLetters, type ArchiveOptions } from '../../../src/dead-letters/archive/archive.ts';
import type { DeadLetter, DeadLetters } from '../../../src/dead-letters/ports.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-22T08:00:00Z');

/** A letter that SQS deletes in so many hours. */
const expiringIn = (hours: number, reason?: string): DeadLetter => ({
  messageId: `in-${hours}`,
  receipt: `receipt-${hours}`,
  body: '{}',
  attributes: reason === undefined ? {} : { reason: { type: 'String', value: reason } },
  sentAt: NOW + hours * HOUR - 14 * DAY,
});

/** A queue that holds these letters, and an archive that refuses the keys that match. */
function rig(letters: readonly DeadLetter[], refused = /^$/) {
  const queue = new Map(letters.map((letter) => [letter.messageId, letter]));
  let taken = false;
  const written: string[] = [];
  const backs: string[] = [];
  const deadLetters: DeadLetters = {
    take: async () => {
      if (taken) return [];
      taken = true;
      return [...queue.values()];
    },
    keep: async (kept) => new Set(kept.map(({ messageId }) => messageId)),
    putBack: async (back) => void backs.push(...back.map(({ messageId }) => messageId)),
    remove: async (gone) => {
      for (const { messageId } of gone) queue.delete(messageId);
      return new Set(gone.map(({ messageId }) => messageId));
    },
    depth: async () => ({ waiting: 0, inFlight: queue.size, delayed: 0 }),
    retentionMs: async () => 14 * DAY,
  };
  const archive = {
    put: async (key: string) => {
      if (refused.test(key)) return false;
      written.push(key);
      return true;
    },
  };
  const run = (options: Partial<ArchiveOptions> = {}) =>
    archiveLetters(
      { withinMs: 72 * HOUR, expiringMs: 48 * HOUR, ...options },
      {
        deadLetters,
        now: () => NOW,
        sleep: async () => undefined,
        signal: new AbortController().signal,
      },
    );
  return { run, archive, written, backs, left: () => [...queue.keys()] };
}

describe('archiveLetters', () => {
  const letters = [expiringIn(47.9, 'rejected'), expiringIn(71.9), expiringIn(72.1, 'rejected')];

  it('says what waits, how much of it expires soon, and when the first one does', async () => {
    const { run, left, backs } = rig(letters);
    expect(await run()).toEqual({
      total: 3,
      due: 2,
      archived: 0,
      waiting: new Map([
        ['rejected', 2],
        ['crashed', 1],
      ]),
      expiring: 1,
      soonestExpiry: NOW + 47.9 * HOUR,
      complete: true,
    });
    expect(left()).toHaveLength(3);
    expect(backs).toHaveLength(3);
  });

  it('moves what expires within the time, and counts the rest', async () => {
    const { run, archive, left, written } = rig(letters);
    expect(await run({ archive })).toMatchObject({
      due: 2,
      archived: 2,
      waiting: new Map([['rejected', 1]]),
      expiring: 0,
      soonestExpiry: NOW + 72.1 * HOUR,
    });
    expect(left()).toEqual(['in-72.1']);
    expect(written).toEqual([
      'store=_/reason=rejected/day=2026-11-10/in-47.9.json',
      'store=_/reason=crashed/day=2026-11-11/in-71.9.json',
    ]);
  });

  it('leaves a letter that the archive does not confirm where it is, and still counts it', async () => {
    const { run, archive, left } = rig(letters, /rejected/);
    expect(await run({ archive })).toMatchObject({ due: 2, archived: 1, expiring: 1 });
    expect(left()).toEqual(['in-47.9', 'in-72.1']);
  });

  it('moves only what is selected', async () => {
    const { run, archive, left } = rig(letters);
    const selection = { reasons: ['rejected'] as const };
    expect(await run({ archive, selection, withinMs: Infinity })).toMatchObject({ archived: 2 });
    expect(left()).toEqual(['in-71.9']);
  });

  it('says nothing about an expiry where there is no letter', async () => {
    const report = await rig([]).run();
    expect(report).toEqual({
      total: 0,
      due: 0,
      archived: 0,
      waiting: new Map(),
      expiring: 0,
      complete: true,
    });
  });
});
