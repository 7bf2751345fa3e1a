import { expect, it } from 'vitest';
import { RejectedError } from '../../src/event/errors.ts';
import { attemptMessage } from '../../src/consume/attempt.ts';
import { aBatch } from '../support/a-batch.ts';
import { NOW } from '../support/a-job.ts';
import { aMessage } from '../support/a-message.ts';

const limiters = {
  permit: () => {
    throw new Error('no call is expected');
  },
  close: async () => undefined,
};

/** A clock that moves 10 ms with every reading. */
const ticking = (): (() => number) => {
  let now = NOW;
  return () => (now += 10);
};

it('says how long each signup took, and counts no attempt where no call was made', async () => {
  const known = { eventId: 'e-1' };
  const error = new RejectedError('invalid_signup', 'an e-mail is missing');
  const parts = [
    { known, skipped: 'a merge' },
    { known, error },
  ];
  const message = aMessage({ attempts: 3 });
  const batch = aBatch({ limiters, now: ticking() });
  const attempted = await attemptMessage({ message, known, parts }, batch);
  const settlement = { action: 'deadLetter', reason: 'invalid_signup', attempts: 3 } as const;
  expect(attempted).toMatchObject({
    message,
    known,
    parts: [
      { result: { outcome: 'skipped', why: 'a merge' }, calls: [], durationMs: 10 },
      { result: { ...settlement, detail: 'an e-mail is missing' }, calls: [], durationMs: 20 },
    ],
    settlement: {
      ...settlement,
      detail: '1 of 2 signups in this delivery: an e-mail is missing',
    },
  });
});

it('has nothing to settle when all of it is done', async () => {
  const parts = [{ known: {}, skipped: 'a merge' }];
  const batch = aBatch({ limiters });
  const attempted = await attemptMessage({ message: aMessage(), known: {}, parts }, batch);
  expect(attempted).not.toHaveProperty('settlement');
});
