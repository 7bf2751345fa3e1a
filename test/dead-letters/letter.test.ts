import { expect, it } from 'vitest';
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
