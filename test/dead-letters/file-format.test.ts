import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromLine, toLine } from '../../src/dead-letters/file-format.ts';

const attribute = fc.oneof(
  fc.record({
    type: fc.constantFrom('String', 'Number.int'),
    value: fc.string({ unit: 'binary' }),
  }),
  fc.record({ type: fc.constantFrom('Binary', 'Binary.png'), value: fc.uint8Array() }),
);
const letter = fc.record(
  {
    messageId: fc.string(),
    sentAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    body: fc.string({ unit: 'binary', minLength: 1 }),
    attributes: fc.dictionary(fc.string(), attribute, { noNullPrototype: true }),
    groupId: fc.string({ minLength: 1 }),
    traceHeader: fc.string({ minLength: 1 }),
  },
  { requiredKeys: ['messageId', 'sentAt', 'body', 'attributes'] },
);

describe('a dead letter as a line', () => {
  it('comes back unchanged with any content', () => {
    fc.assert(
      fc.property(letter, (one) => {
        const line = toLine(one);
        expect(line).not.toContain('\n');
        expect(fromLine(line)).toEqual(one);
      }),
    );
  });

  it('can have a note about a discard, which is not part of the letter', () => {
    const one = { messageId: 'm', sentAt: 0, body: '{}', attributes: {} };
    const line = toLine(one, { discardedAt: '2026-11-22T10:00:00.000Z', why: 'a test' });
    expect(JSON.parse(line)).toMatchObject({ why: 'a test' });
    expect(fromLine(line)).toEqual(one);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{}',
    '{"messageId":"m","sentAt":"yesterday","attributes":{},"body":"b"}',
    '{"messageId":"m","sentAt":"2026-11-22T10:00:00Z","attributes":{},"body":""}',
    '{"messageId":"m","sentAt":"2026-11-22T10:00:00Z","attributes":{"a":"b"},"body":"b"}',
    '{"messageId":"m","sentAt":"2026-11-22T10:00:00Z","attributes":{"a":{"type":"String"}},"body":"b"}',
    '{"messageId":"m","sentAt":"2026-11-22T10:00:00Z","attributes":{},"body":"b","groupId":7}',
  ])('is not %s', (line) => {
    expect(fromLine(line)).toBeUndefined();
  });
});
