import { describe, expect, it } from 'vitest';
import type { Attempted } from '../../src/consume/attempted.ts';
import type { AttemptReport } from '../../src/consume/report.ts';
import { settleBatch } from '../../src/consume/consume.ts';
import type { Copy } from '../../src/message/queue-port.ts';
import type { Settlement } from '../../src/delivery/settle.ts';
import { aMessage } from '../support/a-message.ts';
import { bodyWithRoom, dead, later, NOW } from '../support/settlements.ts';

const attempted = (id: string, settlement?: Settlement, body = '{}'): Attempted => ({
  message: aMessage({ id, body }),
  known: {},
  parts: [
    {
      part: { known: {}, skipped: 'a merge' },
      result: settlement ?? { outcome: 'skipped', why: 'a merge' },
      calls: [],
      durationMs: 1,
    },
  ],
  ...(settlement && { settlement }),
});

async function settled(batch: Parameters<typeof settleBatch>[0], confirms = true) {
  const sent: Copy[] = [];
  const reports: AttemptReport[] = [];
  const send = async (copies: readonly Copy[]) => {
    sent.push(...copies);
    return new Set(confirms ? copies.map(({ key }) => key) : []);
  };
  const stays = await settleBatch(batch, {
    queue: { send },
    report: (report) => reports.push(report),
    now: () => NOW,
  });
  return { stays, sent: sent.map(({ key, to }) => `${key} ${to}`), reports };
}

describe('the messages of a batch', () => {
  it('leave the queue after their delivery, or after their copy was confirmed', async () => {
    const batch = [attempted('done'), attempted('later', later()), attempted('dead', dead())];
    const { stays, sent, reports } = await settled(batch);
    expect(stays).toEqual([]);
    expect(sent).toEqual(['later signups', 'dead deadLetters']);
    expect(reports.map(({ outcome }) => outcome)).toEqual([
      'skipped',
      'postponed',
      'dead_lettered',
    ]);
  });

  it('stay when their copy was not confirmed, and their reports say so', async () => {
    const batch = [attempted('done'), attempted('later', later()), attempted('dead', dead())];
    const { stays, reports } = await settled(batch, false);
    expect(stays).toEqual(['later', 'dead']);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['skipped', 'crashed', 'crashed']);
  });

  it('stay without a copy when they crashed, or were not started', async () => {
    const crash = attempted('bug', { action: 'crash', why: 'TypeError' });
    const { stays, sent, reports } = await settled([crash, { untouched: aMessage({ id: 'new' }) }]);
    expect([stays, sent]).toEqual([['new', 'bug'], []]);
    expect(reports).toMatchObject([{ messageId: 'bug', outcome: 'crashed', why: 'TypeError' }]);
  });

  it('stay when a large body leaves no room for the attempt count', async () => {
    const { stays, sent, reports } = await settled([attempted('big', later(), bodyWithRoom(10))]);
    expect([stays, sent]).toEqual([['big'], []]);
    expect(reports).toMatchObject([
      { outcome: 'crashed', why: 'the queue confirmed no copy, so the message stays: busy' },
    ]);
  });
});
