import { describe, expect, it } from 'vitest';
import { archiveLetters, type ArchiveOptions } from '../../../src/dead-letters/archive/archive.ts';
import type { DeadLetterMessage, DeadLetters } from '../../../src/dead-letters/ports.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-22T08:00:00Z');

/** A dead letter that SQS will delete in this many hours. */
const expiringIn = (hours: number, reason?: string): DeadLetterMessage => ({
  messageId: `in-${hours}`,
  receipt: `receipt-${hours}`,
  body: '{}',
  attributes: reason === undefined ? {} : { reason: { type: 'String', value: reason } },
  sentAt: NOW + hours * HOUR - 14 * DAY,
});

/**
 * A queue with these letters, and an archive that refuses the keys that match.
 *
 * @param aheadMs how far the local clock is ahead of the queue's.
 */
function rig(letters: readonly DeadLetterMessage[], refused = /^$/, aheadMs = 0) {
  const queue = new Map(letters.map((letter) => [letter.messageId, letter]));
  let isReceived = false;
  const written: string[] = [];
  const released: string[] = [];
  const deadLetters: DeadLetters = {
    receive: async () => {
      if (isReceived) return [];
      isReceived = true;
      return [...queue.values()];
    },
    renew: async (kept) => new Set(kept.map(({ messageId }) => messageId)),
    release: async (receipts) => {
      released.push(...receipts.map(({ messageId }) => messageId));
      isReceived = false;
    },
    remove: async (gone) => {
      for (const { messageId } of gone) queue.delete(messageId);
      return new Set(gone.map(({ messageId }) => messageId));
    },
    depth: async () => ({ waiting: 0, inFlight: queue.size, delayed: 0, at: NOW }),
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
        now: () => NOW + aheadMs,
        sleep: async () => undefined,
        signal: new AbortController().signal,
      },
    );
  return { run, archive, written, released, left: () => [...queue.keys()] };
}

describe('archiveLetters', () => {
  const letters = [expiringIn(47.9, 'rejected'), expiringIn(71.9), expiringIn(72.1, 'rejected')];

  it('archives nothing where a short id fits several letters', async () => {
    const alike = ['5f1c6d1e-aaaa', '5f1c6d1e-bbbb', '7a7a7a7a-cccc'].map((messageId) =>
      Object.assign(expiringIn(1), { messageId }),
    );
    const { run, archive, written, left } = rig(alike);
    const only = (id: string) => run({ archive, selection: { ids: [id] } });
    await expect(only('5f1c6d1e')).rejects.toThrow('5f1c6d1e fits several letters.');
    expect([written, left()]).toEqual([[], alike.map(({ messageId }) => messageId)]);
    expect(await only('7a7a7a7a')).toMatchObject({ total: 3, due: 1, archived: 1 });
    expect(await only('5f1c6d1e-aaaa')).toMatchObject({ due: 1, archived: 1 });
  });

  it('counts waiting and expiring letters, and names the first expiry', async () => {
    const { run, left, released } = rig(letters);
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
      readAt: NOW,
      complete: true,
    });
    expect(left()).toHaveLength(3);
    expect(released).toHaveLength(3);
  });

  it('archives letters that expire in time, and counts the rest', async () => {
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

  it('keeps and counts a letter that the archive does not confirm', async () => {
    const { run, archive, left } = rig(letters, /rejected/);
    expect(await run({ archive })).toMatchObject({ due: 2, archived: 1, expiring: 1 });
    expect(left()).toEqual(['in-47.9', 'in-72.1']);
  });

  it('archives selected letters only', async () => {
    const { run, archive, left } = rig(letters);
    const selection = { reasons: ['rejected'] as const };
    expect(await run({ archive, selection, withinMs: Infinity })).toMatchObject({ archived: 2 });
    expect(left()).toEqual(['in-71.9']);
  });

  it.each([
    ['ahead', DAY],
    ['behind', -DAY],
  ])('counts by the queue’s clock when the local one is a day %s', async (_, aheadMs) => {
    const { run, archive, left } = rig(letters, undefined, aheadMs);
    const report = await run({ archive });
    expect(report).toMatchObject({ due: 2, archived: 2, expiring: 0 });
    expect(Math.abs(report.readAt - NOW)).toBeLessThan(1_000);
    expect(left()).toEqual(['in-72.1']);
  });

  it('names no expiry when there is no letter', async () => {
    const report = await rig([]).run();
    expect(report).toEqual({
      total: 0,
      due: 0,
      archived: 0,
      waiting: new Map(),
      expiring: 0,
      readAt: NOW,
      complete: true,
    });
  });
});
