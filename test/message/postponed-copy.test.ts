import { describe, expect, it } from 'vitest';
import { copyBytes } from '../../src/message/size.ts';
import { MAX_MESSAGE_BYTES } from '../../src/util/sqs-limits.ts';
import { postponedCopy } from '../../src/message/copies.ts';
import { type Message, readMessage as read } from '../../src/message/message.ts';
import type { Copy } from '../../src/message/queue-port.ts';
import { aMessage } from '../support/a-message.ts';
import { aRecord, SENT_AT } from '../support/a-record.ts';
import { bodyWithRoom, foreign, iso, KNOWN, later, NOW, valuesOf } from '../support/settlements.ts';

const readMessage = (record: Parameters<typeof read>[0]) =>
  read(record, Date.parse('2026-11-22T08:00:00Z'));

const postponed = (message: Message, settlement = later()): Copy | undefined =>
  postponedCopy(message, settlement, NOW, KNOWN);

describe('postponedCopy', () => {
  it('goes back on the queue with its count, its origin and its delay', () => {
    expect(postponed(aMessage({ body: ' {} ' }))).toEqual({
      key: 'message-1',
      to: 'signups',
      body: ' {} ',
      groupId: 'tw-main',
      delaySeconds: 2,
      attributes: {
        firstSeenAt: { type: 'String', value: iso(SENT_AT) },
        attempts: { type: 'Number', value: '1' },
      },
    });
  });

  it('stays in the slow lane, and in a group that delays no live signup of its store', () => {
    const copy = postponed(aMessage({ isSlow: true }));
    expect(copy).toMatchObject({
      groupId: 'tw-main/import',
      attributes: { lane: { value: 'slow' } },
    });
    const record = {
      messageAttributes: { lane: { dataType: 'String' as const, stringValue: 'slow' } },
    };
    expect(readMessage(record)).toMatchObject({ isSlow: true });
    const other = {
      messageAttributes: { lane: { dataType: 'String' as const, stringValue: 'fast' } },
    };
    expect(readMessage(other)).not.toHaveProperty('isSlow');
  });

  it('has no group where the store is not known', () => {
    expect(postponedCopy(aMessage(), later(), NOW, {})).not.toHaveProperty('groupId');
  });

  it.each([
    [0, 1],
    [1_001, 2],
    [900_000, 900],
  ])('is delayed by %d ms as %d s', (delayMs, delaySeconds) => {
    const copy = postponed(aMessage(), later({ delayMs }));
    expect(copy?.delaySeconds).toBe(delaySeconds);
    expect(copy?.attributes).not.toHaveProperty('notBefore');
  });

  it('remembers a delay that is longer than SQS can hold', () => {
    const copy = postponed(aMessage(), later({ delayMs: 900_001 }));
    expect(copy?.delaySeconds).toBe(900);
    expect(valuesOf(copy)['notBefore']).toBe(iso(NOW + 900_001));
  });

  it('drops an earlier such delay', () => {
    expect(postponed(aMessage({ notBefore: NOW - 1 }))?.attributes).not.toHaveProperty('notBefore');
  });

  it('remembers that it was replayed, and when', () => {
    const copy = postponed(aMessage({ replays: 2, firstSeenAt: SENT_AT - 9_000 }));
    expect(valuesOf(copy)).toMatchObject({
      replays: '2',
      firstSeenAt: iso(SENT_AT - 9_000),
      replayedAt: iso(SENT_AT),
    });
  });

  it('can be read as the same message again', () => {
    const message = aMessage({
      attempts: 4,
      firstSeenAt: SENT_AT - 9_000,
      replays: 1,
      foreign: { traceparent: { type: 'String', value: '00-1' } },
    });
    const copy = postponed(message, later({ attempts: 5 }));
    const back = readMessage(aRecord(valuesOf(copy) as Record<string, string>));
    expect(back).toEqual({ ...message, attempts: 5 });
  });

  it('carries the verdict of a message that waits for its refusals only, until a redrive or a replay', () => {
    const verdict = { reason: 'invalid_request', detail: 'the name \uD800 is refused' } as const;
    const copy = postponed(aMessage(), { ...later(), verdict });
    expect(valuesOf(copy)).toMatchObject({ reason: 'invalid_request' });
    const values = valuesOf(copy) as Record<string, string>;
    expect(readMessage(aRecord(values)).verdict).toEqual({
      reason: 'invalid_request',
      detail: 'the name … is refused',
    });
    expect(readMessage(aRecord({ ...values, failedAt: iso(NOW) })).verdict).toBe(undefined);
    const movedBySqs = { ...values, notBefore: iso(SENT_AT - 1_800_000) };
    expect(readMessage(aRecord(movedBySqs)).verdict).toBe(undefined);
  });

  it('takes no verdict from a sender', () => {
    const message = readMessage(aRecord({ reason: 'invalid_request' }));
    expect(message.verdict).toBe(undefined);
  });

  it("takes the sender's attributes along, at most ten together with its own", () => {
    expect(
      Object.keys(postponed(aMessage({ foreign: foreign(8) }))?.attributes ?? {}),
    ).toHaveLength(10);
    const names = Object.keys(postponed(aMessage({ foreign: foreign(10) }))?.attributes ?? {});
    expect(names).toHaveLength(10);
    expect(names).toEqual(expect.arrayContaining(['attempts', 'firstSeenAt', 'f7']));
  });

  it('keeps an attribute with a special name in JavaScript', () => {
    const odd = JSON.parse('{"__proto__":{"type":"String","value":"x"}}') as Message['foreign'];
    expect(Object.keys(postponed(aMessage({ foreign: odd }))?.attributes ?? {})).toContain(
      '__proto__',
    );
  });

  it('leaves out attributes that do not fit, and is not made without its count', () => {
    // firstSeenAt 11 + 6 + 24 and attempts 8 + 6 + 1 bytes.
    const tight = aMessage({ body: bodyWithRoom(56), foreign: foreign(1) });
    const copy = postponed(tight);
    expect(Object.keys(copy?.attributes ?? {})).toEqual(['firstSeenAt', 'attempts']);
    expect(copyBytes(copy?.body ?? '', copy?.attributes ?? {})).toBe(MAX_MESSAGE_BYTES);
    expect(postponed(aMessage({ body: bodyWithRoom(55) }))).toBeUndefined();
    expect(postponed(aMessage({ body: bodyWithRoom(0) }))).toBeUndefined();
  });
});
