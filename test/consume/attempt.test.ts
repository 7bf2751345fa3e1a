import { expect, it } from 'vitest';
import { RejectedError } from '../../src/event/errors.ts';
import { attemptMessage, type AttemptDeps } from '../../src/consume/attempt.ts';
import { aStore, NOW } from '../support/a-consume.ts';
import { aJob } from '../support/a-job.ts';
import { aMessage } from '../support/a-message.ts';

const batch = {
  limiters: {
    permit: () => {
      throw new Error('nobody calls');
    },
    close: async () => undefined,
  },
  newCustomers: { expect: () => ({ add: async () => undefined, miss: () => undefined }) },
  prefetch: { take: () => ({}) },
  remainingMs: () => 20_000,
};

/** A clock that is 10 ms further with every look. */
const ticking = (): (() => number) => {
  let now = NOW;
  return () => (now += 10);
};
const depsAt = (now: () => number): AttemptDeps => ({
  stores: { get: async (name) => aStore(name), refresh: async (name) => aStore(name) },
  ledger: aJob().job.ledger,
  digest: (text) => text,
  openPlatform: () => aJob().job.platform,
  now,
  newHolder: () => 'me',
  random: () => 0.5,
  horizonMs: 48 * 3_600_000,
});

it('says how long each signup took, and counts no attempt where nobody was called', async () => {
  const known = { eventId: 'e-1' };
  const error = new RejectedError('invalid_signup', 'an e-mail is missing');
  const parts = [
    { known, skipped: 'a merge' },
    { known, error },
  ];
  const message = aMessage({ attempts: 3 });
  const attempted = await attemptMessage({ message, known, parts }, batch, depsAt(ticking()));
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
  const attempted = await attemptMessage(
    { message: aMessage(), known: {}, parts },
    batch,
    depsAt(ticking()),
  );
  expect(attempted).not.toHaveProperty('settlement');
});
