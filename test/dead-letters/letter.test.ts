import { describe, expect, it } from 'vitest';
import { checkShortIds, isSelected, toLetter, toSummary } from '../../src/dead-letters/letter.ts';
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

it('takes the beginning of a message id, if one letter only has it', () => {
  const ids = ['5f1c6d1e-8f5f-4a0c-9c3b-0d1f6f0f2a77', '5f1c6d1e-9000-4a0c-9c3b-0d1f6f0f2a77'];
  const letters = ids.map((messageId) =>
    toSummary(toLetter({ ...aLetter({}), messageId, receipt: 'r', sentAt: SENT_AT }, 1_000)),
  );
  const found = (id: string) =>
    letters.filter((letter) => isSelected(letter, { ids: [id] })).length;
  expect(['5f1c6d1', '5f1c6d1e', '5f1c6d1e-8', '5F1C6D1E-8F5F', ids[0] ?? ''].map(found)).toEqual([
    0, 2, 1, 1, 1,
  ]);
  expect(() => checkShortIds({ ids: ['5f1c6d1e'] }, letters)).toThrow(
    `5f1c6d1e fits several letters. Name one in full: ${ids.join(', ')}.`,
  );
  expect(() => checkShortIds({ ids: ['5f1c6d1e-9', ids[0] ?? '', 'e-1'] }, letters)).not.toThrow();
});

it.each([
  ['the store that it names', { data: { store: 'tw-main', customer: 7 } }, 'tw-main'],
  [
    'no store where the name could be a person',
    { data: { store: 'ada-lin', name: 'Ada Lin' } },
    undefined,
  ],
  ['no store where the name could be a phone', { data: { store: '0912345678' } }, undefined],
  ['no store where it names none', { data: {} }, undefined],
])('a message that SQS moved is of %s', (_, body, store) => {
  const message = { messageId: 'm', receipt: 'r', sentAt: 0, attributes: {} };
  const letter = toLetter({ ...message, body: JSON.stringify(body) }, 0);
  expect({ reason: letter.reason, store: letter.store }).toEqual({ reason: 'crashed', store });
  const own = { reason: text('rejected') };
  expect(toLetter({ ...message, attributes: own, body: '{"data":{"store":"x"}}' }, 0).store).toBe(
    undefined,
  );
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
