import type { SQSMessageAttributes } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage as read } from '../../src/message/message.ts';
import { aRecord, SENT_AT } from '../support/a-record.ts';

const readMessage = (record: Parameters<typeof read>[0]) =>
  read(record, Date.parse('2026-11-22T08:00:00Z'));

const iso = (offsetMs: number): string => new Date(SENT_AT + offsetMs).toISOString();
const HOUR = 3_600_000;

describe('readMessage', () => {
  it('reads a message that is new: no attempts, first seen when it was sent', () => {
    expect(readMessage(aRecord({}, { body: ' {} \n' }))).toEqual({
      id: 'message-1',
      body: ' {} \n',
      receives: 1,
      attempts: 0,
      firstSeenAt: SENT_AT,
      triesSince: SENT_AT,
      replays: 0,
      foreign: {},
    });
  });

  it('reads a record made by hand, which lacks what SQS always sends', () => {
    const now = Date.parse('2026-11-22T08:00:00Z');
    expect(read({}, now)).toEqual({
      id: '',
      body: '',
      receives: 1,
      attempts: 0,
      firstSeenAt: now,
      triesSince: now,
      replays: 0,
      foreign: {},
    });
  });

  it.each<[string, Record<string, string>, object]>([
    ['attempts', { attempts: '7' }, { attempts: 7 }],
    [
      'firstSeenAt',
      { firstSeenAt: iso(-HOUR) },
      { firstSeenAt: SENT_AT - HOUR, triesSince: SENT_AT - HOUR },
    ],
    [
      'replayedAt, from when the tries count',
      { firstSeenAt: iso(-9 * HOUR), replayedAt: iso(-HOUR), replays: '2' },
      { firstSeenAt: SENT_AT - 9 * HOUR, triesSince: SENT_AT - HOUR, replays: 2 },
    ],
    ['notBefore', { notBefore: iso(HOUR) }, { notBefore: SENT_AT + HOUR }],
    [
      'a time with a zone',
      { firstSeenAt: '2026-11-22T16:00:00+08:00' },
      { firstSeenAt: SENT_AT - HOUR },
    ],
    [
      'a replay by a clock ahead of the queue as one of now',
      { firstSeenAt: iso(-60 * HOUR), replayedAt: iso(2_000) },
      { firstSeenAt: SENT_AT - 60 * HOUR, triesSince: SENT_AT },
    ],
    ['a first receipt in the future as now', { firstSeenAt: iso(HOUR) }, { firstSeenAt: SENT_AT }],
  ])('reads %s', (_, attributes, expected) => {
    expect(readMessage(aRecord(attributes))).toMatchObject(expected);
  });

  it.each(['', ' ', 'x', '-1', '1.5', 'NaN', 'Infinity', '9007199254740993'])(
    'takes the count %j as absent',
    (text) => {
      const message = readMessage(aRecord({ attempts: text, replays: text }));
      expect(message).toMatchObject({ attempts: 0, replays: 0 });
    },
  );

  it.each([
    '',
    '7',
    'yesterday',
    '2026-11-22',
    '2026-13-01T00:00:00Z',
    '2026-11-22T03:04:05',
    'Nov 22, 2026',
  ])('takes the time %j as absent', (text) => {
    const message = readMessage(aRecord({ firstSeenAt: text, replayedAt: text, notBefore: text }));
    expect(message).toMatchObject({ firstSeenAt: SENT_AT, triesSince: SENT_AT });
    expect(message).not.toHaveProperty('notBefore');
  });

  it("restarts the tries of a message that AWS's own redrive moved back, and keeps its origin", () => {
    const deadLetter = {
      reason: 'rejected',
      detail: 'no',
      failedAt: iso(-HOUR),
      firstSeenAt: iso(-60 * HOUR),
      attempts: '40',
      notBefore: iso(HOUR),
      replays: '1',
      replayedAt: iso(-50 * HOUR),
    };
    expect(readMessage(aRecord(deadLetter))).toEqual({
      id: 'message-1',
      body: '{}',
      receives: 1,
      attempts: 0,
      firstSeenAt: SENT_AT - 60 * HOUR,
      triesSince: SENT_AT,
      replays: 1,
      foreign: {},
    });
  });

  it("keeps the sender's own attributes, binary ones too, and none of the relay's", () => {
    const messageAttributes: SQSMessageAttributes = {
      traceparent: { dataType: 'String', stringValue: '00-1' },
      priority: { dataType: 'Number.int', stringValue: '5' },
      blob: { dataType: 'Binary.png', binaryValue: 'AP8=' },
      odd: { dataType: 'String' },
      store: { dataType: 'String', stringValue: 'tw-main' },
      eventId: { dataType: 'Binary', binaryValue: 'AP8=' },
    };
    expect(readMessage(aRecord({}, { messageAttributes })).foreign).toEqual({
      traceparent: { type: 'String', value: '00-1' },
      priority: { type: 'Number.int', value: '5' },
      blob: { type: 'Binary.png', value: Buffer.from([0, 255]) },
    });
  });

  it('takes its own attribute that is not text as absent', () => {
    const binary = { dataType: 'Binary', binaryValue: 'AP8=' } as const;
    const messageAttributes = { attempts: binary, firstSeenAt: binary, failedAt: binary };
    expect(readMessage(aRecord({}, { messageAttributes }))).toMatchObject({
      attempts: 0,
      firstSeenAt: SENT_AT,
      foreign: {},
    });
  });

  it('keeps an attribute with a special name in JavaScript', () => {
    const messageAttributes = JSON.parse(
      '{"__proto__":{"dataType":"String","stringValue":"x"},"constructor":{"dataType":"String","stringValue":"y"}}',
    ) as SQSMessageAttributes;
    const { foreign } = readMessage(aRecord({}, { messageAttributes }));
    expect(Object.keys(foreign)).toEqual(['__proto__', 'constructor']);
  });

  it('reads any attributes, and never a time after the message was sent', () => {
    const own = 'attempts firstSeenAt notBefore replayedAt replays failedAt'.split(' ');
    const value = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...own, 'x', '__proto__'), value), (attributes) => {
        const message = readMessage(aRecord(attributes));
        expect(message.firstSeenAt).toBeLessThanOrEqual(SENT_AT);
        expect(message.triesSince).toBeLessThanOrEqual(SENT_AT);
        expect(message.attempts).toBeGreaterThanOrEqual(0);
        expect(Number.isSafeInteger(message.attempts)).toBe(true);
        expect(() => new Date(message.notBefore ?? 0).toISOString()).not.toThrow();
      }),
    );
  });
});
