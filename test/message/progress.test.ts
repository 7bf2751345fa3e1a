import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../src/message/message.ts';
import {
  decodeProgress,
  encodeProgress,
  type DeliveryProgress,
} from '../../src/message/progress.ts';
import { aRecord, SENT_AT } from '../support/a-record.ts';

const PROGRESS: DeliveryProgress = {
  total: 2_500,
  todo: [400, 401, 402, 2_499],
  again: [17, 33],
  failed: [8],
  attempts: 1,
};

describe('the progress of a message', () => {
  it('is one attribute, and is read as it was written', () => {
    const text = encodeProgress(PROGRESS, SENT_AT);
    expect(text).toBe(`2500;400-402,2499;17,33;8;1;${SENT_AT / 1_000}`);
    expect(decodeProgress(text, SENT_AT)).toEqual(PROGRESS);
    expect(readMessage(aRecord({ progress: text }), 0)).toMatchObject({ progress: PROGRESS });
  });

  it('is dropped by a redrive of AWS', () => {
    const progress = encodeProgress(PROGRESS, SENT_AT);
    const attributes = { progress, failedAt: '2026-11-22T08:00:00Z' };
    expect(readMessage(aRecord(attributes), 0)).not.toHaveProperty('progress');
  });

  it.each([
    ['half an hour after its copy was sent', -30 * 60_000, false],
    ['by a clock that is minutes behind', -4 * 60_000, true],
    ['by a clock that is minutes ahead', 4 * 60_000, true],
    ['an hour ahead, by nothing of the relay', 60 * 60_000, false],
  ])('is dropped by a redrive of a letter that SQS itself moved: written %s', (_, ms, isKept) => {
    const record = aRecord({ progress: encodeProgress(PROGRESS, SENT_AT + ms) });
    expect('progress' in readMessage(record, 0)).toBe(isKept);
  });

  it('loses no place of any lists, and has at most two thousand characters', () => {
    const places = fc.uniqueArray(fc.nat(9_999), { maxLength: 2_000 });
    fc.assert(
      fc.property(places, places, places, (todo, again, failed) => {
        const progress = { total: 10_000, todo: [...todo, 0], again, failed, attempts: 3 };
        const text = encodeProgress(progress, SENT_AT);
        expect(text.length).toBeLessThan(2_000);
        const read = decodeProgress(text, SENT_AT);
        expect(read?.todo).toEqual(expect.arrayContaining(todo));
        expect(read?.again).toEqual(expect.arrayContaining(again));
        expect(read?.failed).toEqual(expect.arrayContaining(failed));
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    undefined,
    '',
    'x',
    '2500;;;;1;0',
    '10;5-3;;;1;0',
    '10;3,3;;;1;0',
    '10;0-10;;;1;0',
    '999999;0-999998;;;1;0',
    '10;1-;;;1;0',
    '10;1;;;1',
    '10;1;;;1;',
    `10;${'1,'.repeat(400_000)};;;1;0`,
    `10;1;;;1;${'0'.repeat(1_000_000)}`,
  ])('counts as absent where it is malformed: %.40j', (text) => {
    expect(decodeProgress(text, 0)).toBeUndefined();
  });
});
