import { expect, it } from 'vitest';
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
