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

  describe('whose body leaves no room for the attempt count', () => {
    const big = (receives: number, settlement: Settlement = later()): Attempted => {
      const one = attempted('big', settlement, bodyWithRoom(10));
      return { ...one, message: { ...one.message, receives } };
    };
    const neighbour = attempted('later', later());

    it('stay on the queue, which counts their receives', async () => {
      const { stays, sent, reports } = await settled([big(4), neighbour]);
      expect([stays, sent]).toEqual([['big'], ['later signups']]);
      expect(reports).toMatchObject([
        {
          outcome: 'postponed',
          why: 'the body leaves no room for a count, so the message stays on the queue: busy',
        },
        { outcome: 'postponed', why: 'busy' },
      ]);
    });

    it('become dead letters with a reason, before SQS moves them without one', async () => {
      const { stays, sent, reports } = await settled([big(5), neighbour]);
      expect([stays, sent]).toEqual([[], ['big deadLetters', 'later signups']]);
      expect(reports[0]).toMatchObject({
        outcome: 'dead_lettered',
        reason: 'retries_exhausted',
        why: 'received 5 times; a body of 1,048,566 bytes leaves no room for the count that more tries need; at last: busy',
      });
    });

    it('stay where their dead letter was not confirmed, and where they crashed', async () => {
      expect((await settled([big(5)], false)).stays).toEqual(['big']);
      const crashed = await settled([big(5, { action: 'crash', why: 'TypeError' })]);
      expect([crashed.stays, crashed.sent]).toEqual([['big'], []]);
    });
  });
});
