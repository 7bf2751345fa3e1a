import { expect, it } from 'vitest';
import { toLetterResponse } from '../../src/console/letter-detail.ts';
import { toLetter } from '../../src/dead-letters/letter.ts';
import { aLetter, openLetterWorld, text } from '../support/letter-world.ts';

const saying = (words: string): string => expect.stringContaining(words) as string;

it.each([
  [
    'not JSON',
    saying('the letter holds no valid event: not JSON. The sender has to send it again.'),
  ],
  ['[1]', saying('no valid event: the event is not valid: must be an object, and not a list')],
  [aLetter().body, undefined],
])('says of a letter with the body %j why no correction can help', async (body, expected) => {
  const { deps, now } = openLetterWorld();
  const message = { ...aLetter({ body }), messageId: 'm', receipt: 'r', sentAt: now() };
  const { uncorrectable } = await toLetterResponse(toLetter(message, 1_000), false, deps);
  expect({ uncorrectable }).toEqual({ uncorrectable: expected });
});

it('masks attributes of our names that another program wrote', async () => {
  const forged = ['attempts', 'detail', 'eventId', 'failedAt', 'replays', 'source', 'store'];
  const contact = 'ada.lin@example.com';
  const attributes = {
    ...Object.fromEntries(forged.map((name) => [name, text(contact)])),
    reason: text('of-my-own'),
  };
  const { deps, now } = openLetterWorld();
  const message = { ...aLetter({ attributes }), messageId: 'm', receipt: 'r', sentAt: now() };
  const letter = toLetter(message, 1_000);
  const masked = await toLetterResponse(letter, false, deps);
  expect(JSON.stringify(masked)).not.toMatch(/ada|of-my-own/);
  const own = masked.attributes.find(({ name }) => name === 'firstSeenAt');
  expect(own?.value).toBe('2026-11-20T09:00:00.000Z');
  const revealed = await toLetterResponse(letter, true, deps);
  expect(revealed.attributes.filter(({ value }) => value === contact)).toHaveLength(forged.length);
});
