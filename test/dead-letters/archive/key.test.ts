import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  archiveKey,
  archivePrefix,
  mayBeSelected,
  readArchiveKey,
} from '../../../src/dead-letters/archive/key.ts';
import { REASONS } from '../../../src/event/errors.ts';

const letter = {
  store: 'tw-main',
  reason: 'rejected',
  failedAt: Date.parse('2026-11-22T23:59:59.999Z'),
  messageId: '6c1f7a52-0000-4000-8000-000000000001',
} as const;
const KEY =
  'store=tw-main/reason=rejected/day=2026-11-22/6c1f7a52-0000-4000-8000-000000000001.json';

describe('the key of an archived dead letter', () => {
  it('has store, reason and day in UTC, and is always the same', () => {
    expect(archiveKey(letter)).toBe(KEY);
    expect(readArchiveKey(KEY)).toEqual({
      key: KEY,
      store: 'tw-main',
      reason: 'rejected',
      day: '2026-11-22',
      messageId: letter.messageId,
    });
  });

  it('has one folder for each store, for any store name, and can be read again', () => {
    const letters = fc.record({
      store: fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), {
        nil: undefined,
      }),
      reason: fc.constantFrom(...REASONS, 'crashed' as const),
      failedAt: fc.date({
        min: new Date('2020-01-01'),
        max: new Date('2099-12-31'),
        noInvalidDate: true,
      }),
      messageId: fc.uuid(),
    });
    fc.assert(
      fc.property(letters, ({ store, failedAt, ...rest }) => {
        fc.pre(store !== '_');
        const given = {
          ...rest,
          failedAt: failedAt.getTime(),
          ...(store !== undefined && { store }),
        };
        const key = archiveKey(given);
        expect(key.split('/')).toHaveLength(4);
        expect(readArchiveKey(key)).toEqual({
          key,
          ...rest,
          day: failedAt.toISOString().slice(0, 10),
          ...(store !== undefined && { store }),
        });
      }),
    );
  });

  it('fits into the 1,024 bytes of S3 with any store name', () => {
    expect(archiveKey({ ...letter, store: '王'.repeat(900) }).length).toBeLessThan(1_024);
  });

  it.each(['', 'x.json', 'store=a/reason=b/day=c', 'store=/reason=b/day=c/d.json', `a/${KEY}`])(
    'is not %j',
    (key) => {
      expect(readArchiveKey(key)).toBeUndefined();
    },
  );
});

describe('a selection', () => {
  it.each([
    [{}, 'store='],
    [{ stores: ['a', 'b'] }, 'store='],
    [{ stores: ['a/b'] }, 'store=a%2Fb/'],
    [{ reasons: ['rejected'] }, 'store='],
    [{ stores: ['a'], reasons: ['rejected'] }, 'store=a/reason=rejected/'],
    [{ stores: ['a'], reasons: ['rejected', 'expired'] }, 'store=a/'],
  ] as const)('of %j reads keys with the prefix %j', (selection, prefix) => {
    expect(archivePrefix(selection)).toBe(prefix);
  });

  it.each([
    [{}, true],
    [{ stores: ['tw-main'] }, true],
    [{ stores: ['us-main'] }, false],
    [{ reasons: ['rejected'] }, true],
    [{ reasons: ['crashed'] }, false],
    [{ since: Date.parse('2026-11-22T23:00:00Z') }, true],
    [{ since: Date.parse('2026-11-23T00:00:00Z') }, false],
    [{ until: Date.parse('2026-11-22T00:00:01Z') }, true],
    [{ until: Date.parse('2026-11-22T00:00:00Z') }, false],
  ] as const)('of %j may select the letter: %j', (selection, expected) => {
    const key = readArchiveKey(KEY);
    expect(key && mayBeSelected(key, selection)).toBe(expected);
  });
});
