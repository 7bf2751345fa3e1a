import { describe, expect, it } from 'vitest';
import { RejectedError, WaitError } from '../../src/event/errors.ts';
import { retryDelayMs, settle, type Try, waitDelayMs } from '../../src/delivery/settle.ts';
import { PlatformError, type Verdict } from '../../src/delivery/platform-port.ts';

const HOUR = 3_600_000;
const aTry = (overrides: Partial<Try> = {}): Try => ({
  attempts: 0,
  called: true,
  firstSeenAt: 0,
  now: 1_000,
  horizonMs: 48 * HOUR,
  random: 0.5,
  ...overrides,
});
const failed = (verdict: Verdict): PlatformError =>
  new PlatformError(verdict, 'POST /customers answered 500');

describe('settle', () => {
  it.each([
    {
      name: 'a message that can never succeed is a dead letter at once, with its reason',
      error: new RejectedError('invalid_signup', 'an e-mail is missing'),
      attempt: aTry({ called: false }),
      expected: {
        action: 'deadLetter',
        reason: 'invalid_signup',
        attempts: 0,
        detail: 'an e-mail is missing',
      },
    },
    {
      name: 'a final answer of the platform likewise, and it was an attempt',
      error: failed({ kind: 'final', reason: 'rejected' }),
      attempt: aTry({ attempts: 2 }),
      expected: { action: 'deadLetter', reason: 'rejected', attempts: 3 },
    },
    {
      name: 'a busy shop postpones and counts the attempt',
      error: failed({ kind: 'again' }),
      attempt: aTry({ attempts: 1 }),
      expected: { action: 'postpone', attempts: 2, delayMs: 2_000 },
    },
    {
      name: 'Retry-After is honoured',
      error: failed({ kind: 'wait', retryAfterMs: 60_000 }),
      attempt: aTry(),
      expected: { action: 'postpone', attempts: 1, delayMs: 61_000 },
    },
    {
      name: 'Retry-After is honoured up to an hour',
      error: failed({ kind: 'wait', retryAfterMs: 9 * HOUR }),
      attempt: aTry({ random: 0 }),
      expected: { action: 'postpone', attempts: 1, delayMs: HOUR },
    },
    {
      name: 'waiting for a lease counts no attempt',
      error: new WaitError('another attempt holds the lease'),
      attempt: aTry({ attempts: 3, called: false }),
      expected: { action: 'postpone', attempts: 3, delayMs: 1_000 },
    },
    {
      name: 'the horizon ends it, and says how often and how long it was tried',
      error: failed({ kind: 'ambiguous' }),
      attempt: aTry({ attempts: 40, now: 48 * HOUR }),
      expected: {
        action: 'deadLetter',
        reason: 'retries_exhausted',
        attempts: 41,
        detail: 'tried 41 times in 48.0 h; at last: POST /customers answered 500',
      },
    },
    {
      name: 'a refused token has its own reason at the horizon',
      error: failed({ kind: 'unauthorized' }),
      attempt: aTry({ now: 48 * HOUR }),
      expected: { action: 'deadLetter', reason: 'unauthorized' },
    },
    {
      name: 'one attempt is one time, counted from the first receipt',
      error: failed({ kind: 'again' }),
      attempt: aTry({ firstSeenAt: 1_000_000, now: 1_000_000 + 72 * HOUR }),
      expected: { detail: 'tried 1 time in 72.0 h; at last: POST /customers answered 500' },
    },
    {
      name: 'waiting that never ends has the reason that the wait names',
      error: new WaitError('the store is paused', { exhaustedAs: 'unauthorized' }),
      attempt: aTry({ now: 48 * HOUR, called: false }),
      expected: { action: 'deadLetter', reason: 'unauthorized', attempts: 0 },
    },
    {
      name: 'waiting that never ends is exhausted otherwise',
      error: new WaitError('no slot'),
      attempt: aTry({ now: 48 * HOUR, called: false }),
      expected: { action: 'deadLetter', reason: 'retries_exhausted' },
    },
    {
      name: 'a wait with a time lasts until that time',
      error: new WaitError('no slot', { retryAfterMs: 5_000 }),
      attempt: aTry({ called: false }),
      expected: { action: 'postpone', delayMs: 5_000 },
    },
    {
      name: 'one moment before the horizon it is still tried',
      error: failed({ kind: 'again' }),
      attempt: aTry({ now: 48 * HOUR - 1 }),
      expected: { action: 'postpone' },
    },
  ])('$name', ({ error, attempt, expected }) => {
    expect(settle(error, attempt)).toMatchObject(expected);
  });

  it('leaves a bug to the crash guard and does not quote its text', () => {
    const settlement = settle(new TypeError('cannot read ada@example.com'), aTry());
    expect(settlement).toMatchObject({
      action: 'crash',
      why: expect.stringMatching(/^TypeError at /),
    });
    expect(JSON.stringify(settlement)).not.toContain('ada@');
    const deep = Object.assign(new TypeError('x'), {
      stack: `TypeError: said at ada\n${'    at f (a.ts:1)\n'.repeat(9)}`,
    });
    expect(settle(deep, aTry())).toMatchObject({ why: `TypeError${' at f (a.ts:1)'.repeat(5)}` });
    const bare = Object.assign(new TypeError('x'), { stack: undefined });
    expect(settle(bare, aTry())).toMatchObject({ why: 'TypeError' });
    expect(settle('thrown text', aTry())).toEqual({ action: 'crash', why: 'string' });
  });
});

describe('delays', () => {
  it.each([
    { attempts: 1, random: 0, expected: 0 },
    { attempts: 1, random: 0.5, expected: 1_000 },
    { attempts: 4, random: 0.5, expected: 8_000 },
    { attempts: 30, random: 0.5, expected: 450_000 },
    { attempts: 5_000, random: 0.5, expected: 450_000 },
    { attempts: 0, random: 0.5, expected: 1_000 },
  ])('attempt $attempts with dice $random waits $expected ms', ({ attempts, random, expected }) => {
    expect(retryDelayMs(attempts, random)).toBe(expected);
  });

  it.each([
    { attempts: 1, expected: 61_000 },
    { attempts: 9, expected: 61_000 },
  ])('a Retry-After is exceeded by 2 s at most, after attempt $attempts too', (wait) => {
    expect(retryDelayMs(wait.attempts, 0.5, 60_000)).toBe(wait.expected);
  });

  it('tries less often the longer a message has waited', () => {
    expect([0, 60_000, HOUR, 40 * HOUR].map((ageMs) => waitDelayMs(ageMs, 1))).toEqual([
      2_000, 15_000, 900_000, 900_000,
    ]);
  });
});
