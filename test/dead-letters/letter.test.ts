import { describe, expect, it } from 'vitest';
import { toLetter } from '../../src/dead-letters/letter.ts';
import { readMessage } from '../../src/message/message.ts';
import { aRecord, SENT_AT } from '../support/a-record.ts';
import { aLetter, text } from '../support/letter-world.ts';

it('reads a dead letter and its message alike: a time that is none counts as absent', () => {
  const wrong = { failedAt: '7', firstSeenAt: '7', attempts: '4' };
  const attributes = Object.fromEntries(
    Object.entries(wrong).map(([name, value]) => [name, text(value)]),
  );
  const content = aLetter({ attributes });
  const letter = toLetter({ ...content, messageId: 'm-1', receipt: 'r-1', sentAt: SENT_AT }, 1_000);
  expect(letter).toMatchObject({ failedAt: SENT_AT, firstSeenAt: SENT_AT, attempts: 4 });
  // Without `failedAt` a message is no dead letter that AWS moved back: its tries go on.
  expect(readMessage(aRecord(wrong), SENT_AT)).toMatchObject({
    firstSeenAt: SENT_AT,
    attempts: 4,
  });
});

describe('texts that another program wrote into the attributes of a letter', () => {
  const read = (attributes: Readonly<Record<string, string>>, body?: string) =>
    toLetter(
      {
        ...aLetter({
          attributes: Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [name, text(value)]),
          ),
          body: body ?? JSON.stringify(PERSON),
        }),
        messageId: 'm-1',
        receipt: 'r-1',
        sentAt: SENT_AT,
      },
      1_000,
    );
  const PERSON = {
    specversion: '1.0',
    id: 'x',
    data: {
      store: 'ok',
      customer: { email: 'ada.lin@example.com', phone: '+886 912-345-678', name: 'Ada Lovelace' },
    },
  };

  it.each([
    ['eventId', 'order-of-ada.lin@example.com'],
    ['eventId', 'order-lovelace-7'],
    ['eventId', 'order-0912345678'],
    ['eventId', 'order-YWRhLmxpbkBleGFtcGxlLmNvbQ=='],
    ['eventId', 'bob%40example.com'],
    ['eventId', 'a name with spaces'],
    ['eventId', 'hash:ada.lin@example.com'],
    ['source', '/from/bob@example.com'],
    ['source', '/pos/lovelace'],
    ['store', 'bob@example.com'],
    ['store', '+886912345678'],
    ['store', 'shop of lovelace'],
  ] as const)('count as absent where they may hold a person: %s %s', (name, value) => {
    expect(read({ [name]: value })[name]).toBeUndefined();
  });

  it.each([
    ['no customer ada.lin@example.com here', 'no customer … here'],
    ['call +886912345678, now', 'call … now'],
    ['Lovelace said no', '… said no'],
    ['A da Love lace', '…'],
    ['no store "ok" is configured', 'no store "ok" is configured'],
  ])('are masked word by word in a detail: %s', (detail, shown) => {
    expect(read({ detail }).detail).toBe(shown);
  });

  it('keep the words of an error that are also words of a contact', () => {
    const customer = {
      email: 'not an address',
      phone: 'customer@example.com',
      name: 'Invalid Format',
    };
    const body = JSON.stringify({ data: { store: 'ok', customer } });
    const detail = 'the signup is not valid: /customer/email must be an e-mail address (format)';
    expect(read({ detail }, body).detail).toBe(detail);
  });

  it('show no detail that the relay cannot have written', () => {
    expect(read({ reason: 'my-own-reason', detail: 'call me' })).toMatchObject({
      reason: 'crashed',
    });
    expect(read({ reason: 'my-own-reason', detail: 'call me' })).not.toHaveProperty('detail');
  });

  it('leave what the relay writes as it is, whatever the body', () => {
    const own = {
      eventId: 'hash:0123456789abcdef0123456789abcdef',
      source: '/pos/taipei-101',
      store: 'ok',
      detail: 'data/customer/phone is no possible phone',
    };
    for (const body of ['no JSON', '{"data_base64":"/w=="}']) {
      expect(read(own, body).eventId).toBe(own.eventId);
    }
    expect(read(own)).toMatchObject(own);
    // A store whose name is also a name of the person.
    const body = JSON.stringify({
      data: { store: 'love-lovelace', customer: PERSON.data.customer },
    });
    expect(read({ store: 'love-lovelace' }, body).store).toBe('love-lovelace');
  });
});
