import { describe, expect, it } from 'vitest';
import { toLetter } from '../../src/dead-letters/letter.ts';
import { deadLetterCopy } from '../../src/message/copies.ts';
import type { Message } from '../../src/message/message.ts';
import type { Copy } from '../../src/message/queue-port.ts';
import { copyBytes } from '../../src/message/size.ts';
import { MAX_MESSAGE_BYTES } from '../../src/util/sqs-limits.ts';
import { aMessage } from '../support/a-message.ts';
import { SENT_AT } from '../support/a-record.ts';
import { bodyWithRoom, dead, foreign, iso, KNOWN, NOW, valuesOf } from '../support/settlements.ts';

const deadLetter = (message: Message, settlement = dead(), known: object = KNOWN): Copy =>
  deadLetterCopy(message, settlement, NOW, known);

describe('deadLetterCopy', () => {
  it('has reason, identity and times', () => {
    const copy = deadLetter(aMessage());
    expect(copy).toMatchObject({
      key: 'message-1',
      to: 'deadLetters',
      body: '{}',
      delaySeconds: 0,
      groupId: 'tw-main',
    });
    expect(valuesOf(copy)).toEqual({
      reason: 'rejected',
      detail: 'POST /customers answered 422',
      eventId: 'e-1',
      store: 'tw-main',
      source: '/test',
      failedAt: iso(NOW),
      firstSeenAt: iso(SENT_AT),
      attempts: '3',
    });
    expect(copy.attributes['attempts']?.type).toBe('Number');
  });

  it('has only known values', () => {
    const copy = deadLetter(aMessage(), dead(), {});
    expect(Object.keys(copy.attributes)).toEqual([
      'reason',
      'failedAt',
      'firstSeenAt',
      'attempts',
      'detail',
    ]);
    expect(copy).not.toHaveProperty('groupId');
  });

  it.each([
    ['the first 1,000 characters', 'x'.repeat(1_001), 'x'.repeat(1_000)],
    ['the reason where there are none', '', 'rejected'],
    ['no half of a character', `${'x'.repeat(999)}😀`, `${'x'.repeat(999)}…`],
    ['nothing that SQS would refuse', 'a\u0000b\uFFFFc\td', 'a…b…c\td'],
  ])('has as detail %s', (_, detail, expected) => {
    expect(valuesOf(deadLetter(aMessage(), dead({ detail })))['detail']).toBe(expected);
  });

  it('has ten attributes at the most, the detail among them', () => {
    const replayed = { replays: 2, firstSeenAt: SENT_AT - 9_000 };
    const names = Object.keys(
      deadLetter(aMessage({ ...replayed, foreign: foreign(10) })).attributes,
    );
    expect(names).toHaveLength(10);
    expect(names).toEqual(expect.arrayContaining(['reason', 'detail', 'replays', 'replayedAt']));
    expect(Object.keys(deadLetter(aMessage({ foreign: foreign(2) })).attributes)).toEqual(
      expect.arrayContaining(['f0', 'f1', 'detail']),
    );
  });

  it.each<[string, number, readonly string[]]>([
    [
      'none where all fit',
      400,
      ['reason', 'failedAt', 'eventId', 'store', 'source', 'firstSeenAt', 'attempts', 'detail'],
    ],
    [
      'the detail first',
      190,
      ['reason', 'failedAt', 'eventId', 'store', 'source', 'firstSeenAt', 'attempts'],
    ],
    ['all that is larger than the room', 37, ['reason', 'eventId']],
    ['all of them beside 1 MiB', 0, []],
  ])('leaves out attributes beside a large body: %s', (_, room, names) => {
    const body = bodyWithRoom(room);
    const settlement = dead({ reason: 'rejected', detail: 'x'.repeat(40) });
    const { attributes } = deadLetter(aMessage({ body }), settlement);
    expect(Object.keys(attributes)).toEqual(names);
  });

  it('keeps the reason as long as it fits, and nothing without it', () => {
    const atRoom = (bytes: number): readonly string[] =>
      Object.keys(deadLetter(aMessage({ body: bodyWithRoom(bytes) })).attributes);
    expect(atRoom(20)).toEqual(['reason']);
    expect(atRoom(19)).toEqual([]);
  });

  it.each([
    [20, { detail: undefined }],
    [19, { store: 'tw-main', detail: expect.stringContaining('so large') as string }],
    [1, { store: 'tw-main' }],
    [0, { store: 'tw-main' }],
  ])('says its reason beside a body that leaves %d bytes', (room, expected) => {
    const full = aMessage({ body: '{}'.padEnd(MAX_MESSAGE_BYTES - room) });
    const { body, attributes, groupId } = deadLetter(full);
    const received = { messageId: 'm', receipt: 'r', sentAt: 0, body, attributes };
    const letter = toLetter({ ...received, ...(groupId !== undefined && { groupId }) }, 0);
    expect({ detail: undefined, ...letter }).toMatchObject({ reason: 'rejected', ...expected });
    expect(copyBytes(body, attributes)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
  });

  it('has no group that SQS would refuse with the whole copy', () => {
    const copy = deadLetter(aMessage(), dead(), { store: 'x'.repeat(200) });
    expect(copy).not.toHaveProperty('groupId');
    expect(valuesOf(copy)['store']).toBe('x'.repeat(200));
  });
});
