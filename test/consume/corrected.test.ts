import { describe, expect, it } from 'vitest';
import { correctedParts, correctionIn } from '../../src/consume/corrected.ts';
import { createDigest } from '../../src/event/digest.ts';
import { createSafeId } from '../../src/event/safe-id.ts';
import type { Event } from '../../src/generated/types.ts';
import { anEvent } from '../support/an-event.ts';

const safeId = createSafeId(createDigest('a key'), ['Ada Lin', 'ada@example.com']);
const event = (extensions: object): Event => ({ ...anEvent(), ...extensions }) as unknown as Event;
const HASH = `hash:${'0a'.repeat(16)}`;

describe('who corrected an event', () => {
  it.each([
    ['e-1', 'mei', { correctionOf: 'e-1', correctedBy: 'mei' }],
    [HASH, 'mei.wu_2', { correctionOf: HASH, correctedBy: 'mei.wu_2' }],
  ])('%s by %s is logged', (correctionof, correctedby, logged) => {
    expect(correctionIn(event({ correctionof, correctedby }), safeId)).toEqual(logged);
  });

  // Any direct sender can write the extensions.
  it.each(['ada@example.com', 'Ada Lin', '0912345678', '+886912345678', 'x'.repeat(65), 'ada-lin'])(
    '%s is not shown',
    (text) => {
      const logged = correctionIn(event({ correctionof: 'e-1', correctedby: text }), safeId);
      expect(JSON.stringify(logged)).not.toContain(text);
    },
  );

  it('an id is shown as every other id is', () => {
    const logged = correctionIn(event({ correctionof: 'ada-lin-7', correctedby: 'mei' }), safeId);
    expect(logged.correctionOf).toBe(safeId('ada-lin-7'));
    expect(logged.correctionOf).toMatch(/^hash:/);
  });

  it('is not logged of other events', () => {
    expect(correctionIn(event({}), safeId)).toEqual({});
    expect(correctionIn(event({ correctionof: true, correctedby: 7 }), safeId)).toEqual({});
  });
});

it.each(['', 'no list', '{"0 a":1}', '[1,null]', '['.repeat(100_000)])(
  'a wrong list of corrected entries skips nothing',
  (correctedparts) => {
    expect(correctedParts(event({ correctedparts }))(0, 'a')).toBe(false);
  },
);

it('an entry counts as corrected only with its place and its id', () => {
  const isCorrected = correctedParts(event({ correctedparts: '["0 a","2 a b"]' }));
  expect([isCorrected(0, 'a'), isCorrected(1, 'a'), isCorrected(2, 'a b')]).toEqual([
    true,
    false,
    true,
  ]);
});
