import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correctedId } from '../../../src/dead-letters/correct/corrected-id.ts';
import { isNewer } from '../../../src/delivery/field-clocks.ts';
import { createDigest } from '../../../src/event/digest.ts';
import { createIsSafe, createSafeId } from '../../../src/event/safe-id.ts';

const digest = createDigest('a key');

/** Ids of an event and of its corrections, as logs and clocks have them. */
function chain(id: string, texts: readonly (readonly string[])[]): readonly string[] {
  const ids = [createSafeId(digest, texts[0])(id)];
  let raw = id;
  for (const [at, personal] of texts.entries()) {
    if (at === 0) continue;
    const old = { id: raw, shown: ids.at(-1) ?? '', isCorrected: at > 1 };
    raw = correctedId(old, { digest, isSafe: createIsSafe(personal) });
    ids.push(createSafeId(digest, personal)(raw));
  }
  return ids;
}

const stampOf = (id: string, time = 1_000) => ({ time, id: `${id}\n/pos/taipei-101` });

describe('the id of a corrected event', () => {
  it('is the old one with ~1, ~2 …', () => {
    expect(chain('pos-42', [[], [], [], []])).toEqual([
      'pos-42',
      'pos-42~1',
      'pos-42~2',
      'pos-42~3',
    ]);
    expect(chain('theirs~1', [[], []])[1]).toBe('theirs~1~1');
  });

  it.each([
    ['holds the person of both events', 'ada-lin-7', [['Ada Lin'], ['Ada Lin'], ['Ada Lin']]],
    ['holds the person of the old event', 'ada-lin-7', [['Ada Lin'], ['Grace'], ['Grace']]],
    ['holds the person of the corrected event', 'zoe-lin-7', [['Zeo'], ['Zoe Lin'], ['Zoe Lin']]],
    ['holds a contact', 'ada@example.com', [[], [], []]],
    ['looks like a hash', 'hash:abc', [[], [], []]],
    ['is very long', 'x'.repeat(256), [[], [], []]],
    ['is longer than an event may have', `s#${'y'.repeat(500)}`, [[], [], []]],
    ['has tildes where it is cut', `${'x'.repeat(190)}${'~'.repeat(60)}`, [[], [], []]],
    ['begins with tildes', '~~ada-lin', [['x'], ['Ada Lin'], ['Ada Lin']]],
  ])('that %s is newer, fits, and shows nothing', (_, id, texts) => {
    const ids = chain(id, texts);
    for (const [at, one] of ids.entries()) {
      const before = ids[at - 1];
      if (before === undefined) continue;
      expect(one.length).toBeLessThanOrEqual(256);
      expect(one).not.toMatch(/lin|@/);
      expect(isNewer(stampOf(one), stampOf(before))).toBe(true);
      expect(isNewer(stampOf(one, 1_000), stampOf('0', 1_001))).toBe(false);
    }
    expect(chain(id, texts)).toEqual(ids);
  });

  it('of any event is newer than every earlier one, up to the twelfth', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300, unit: 'binary' }), (id) => {
        const ids = chain(
          id,
          Array.from({ length: 12 }, () => []),
        );
        expect(new Set(ids).size).toBe(12);
        const newer = ids.slice(1).map((one, at) => isNewer(stampOf(one), stampOf(ids[at] ?? '')));
        expect(newer).not.toContain(false);
      }),
      { numRuns: 25 },
    );
  });
});
