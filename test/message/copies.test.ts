import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyBytes } from '../../src/message/size.ts';
import { MAX_MESSAGE_BYTES } from '../../src/util/sqs-limits.ts';
import { deadLetterCopy, postponedCopy } from '../../src/message/copies.ts';
import { aMessage } from '../support/a-message.ts';
import { SENT_AT } from '../support/a-record.ts';
import { dead, KNOWN, later, NOW } from '../support/settlements.ts';

describe('every copy', () => {
  const attribute = fc.record({
    type: fc.constantFrom('String', 'Number.x', 'Binary'),
    value: fc.oneof(fc.string({ minLength: 1 }), fc.uint8Array({ minLength: 1, maxLength: 300 })),
  });
  const message = fc
    .record({
      room: fc.nat(1_500),
      letter: fc.constantFrom('x', '王'),
      replays: fc.nat(3),
      ageMs: fc.nat(9),
      foreign: fc.dictionary(fc.string({ minLength: 1 }), attribute, { maxKeys: 10 }),
    })
    .map(({ room, letter, ageMs, ...rest }) =>
      aMessage({
        ...rest,
        firstSeenAt: SENT_AT - ageMs,
        body: letter.repeat(Math.floor((MAX_MESSAGE_BYTES - room) / Buffer.byteLength(letter))),
      }),
    );

  it('keeps the limits of SQS, and its body', () => {
    fc.assert(
      fc.property(
        message,
        fc.string({ unit: 'binary' }),
        fc.nat(4_000_000),
        (each, detail, delayMs) => {
          const copies = [
            postponedCopy(each, later({ delayMs }), NOW, KNOWN),
            deadLetterCopy(each, dead({ detail }), NOW, KNOWN),
          ];
          for (const copy of copies.filter((made) => made !== undefined)) {
            expect(copy.body).toBe(each.body);
            expect(copyBytes(copy.body, copy.attributes)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
            expect(Object.keys(copy.attributes).length).toBeLessThanOrEqual(10);
            expect(copy.delaySeconds).toBeLessThanOrEqual(900);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
