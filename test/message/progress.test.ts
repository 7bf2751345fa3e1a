import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../src/message/message.ts';
import {
  decodeProgress,
  encodeProgress,
  type DeliveryProgress,
} from '../../src/message/progress.ts';
import { aRecord } from '../support/a-record.ts';

const PROGRESS: DeliveryProgress = {
  total: 2_500,
  todo: [400, 401, 402, 2_499],
  again: [17, 33],
  failed: [8],
  attempts: 1,
};

describe('the progress of a message', () => {
  it('is one attribute, and is read as it was written', () => {
    expect(encodeProgress(PROGRESS)).toBe('2500;400-402,2499;17,33;8;1');
    expect(decodeProgress(encodeProgress(PROGRESS))).toEqual(PROGRESS);
    expect(readMessage(aRecord({ progress: encodeProgress(PROGRESS) }), 0)).toMatchObject({
      progress: PROGRESS,
    });
  });

  it('is dropped by a redrive of AWS', () => {
    const attributes = { progress: encodeProgress(PROGRESS), failedAt: '2026-11-22T08:00:00Z' };
    expect(readMessage(aRecord(attributes), 0)).not.toHaveProperty('progress');
  });

  it('loses no place of any lists, and has at most two thousand characters', () => {
    const places = fc.uniqueArray(fc.nat(9_999), { maxLength: 2_000 });
    fc.assert(
      fc.property(places, places, places, (todo, again, failed) => {
        const text = encodeProgress({
          total: 10_000,
          todo: [...todo, 0],
          again,
          failed,
          attempts: 3,
        });
        expect(text.length).toBeLessThan(2_000);
        const read = decodeProgress(text);
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
    '2500;;;;1',
    '10;5-3;;;1',
    '10;3,3;;;1',
    '10;0-10;;;1',
    '999999;0-999998;;;1',
    '10;1-;;;1',
    `10;${'1,'.repeat(400_000)};;;1`,
  ])('counts as absent where it is malformed: %j', (text) => {
    expect(decodeProgress(text)).toBeUndefined();
  });
});
