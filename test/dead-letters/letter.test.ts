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
