import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../src/telemetry/call-record.ts';
import type { NormalSignup } from '../../src/event/signup.ts';
import type { AttemptedPart } from '../../src/consume/attempted.ts';
import { toReport } from '../../src/consume/report.ts';
import { aMessage } from '../support/a-message.ts';
import { SENT_AT } from '../support/a-record.ts';

const safeId = (id: string): string => id;

const call: CallRecord = { method: 'GET', route: '/customers', status: 200, durationMs: 9 };
const message = aMessage({ attempts: 2, body: '{"email":"ada@example.com"}' });
const signup: NormalSignup = {
  type: 'customer.signed_up',
  store: 'tw-main',
  eventId: 'e-1',
  eventSource: '/test',
  time: SENT_AT - 4_000,
  stampId: 'e-1\n/test',
  contacts: [{ kind: 'email', value: 'ada@example.com' }],
  trust: 'verified',
  data: { store: 'tw-main', customer: { email: 'ada@example.com', name: 'Ada' } },
};
const known = { eventId: 'e-1', source: '/test', store: 'tw-main', type: 'customer.signed_up' };
const store = {
  platform: 'shopline',
  baseUrl: 'https://open.shopline.io/v1',
  accessToken: 'secret-token',
} as const;

const reportOf = (
  result: AttemptedPart['result'],
  more: Partial<AttemptedPart> = {},
  stays = false,
) =>
  toReport(
    {
      part: { known, signup, store, clamped: false, safeId },
      result,
      calls: [call],
      durationMs: 12,
      ...more,
    },
    { message, now: SENT_AT, stays },
  );
const base = {
  messageId: 'message-1',
  ...known,
  firstSeenAt: SENT_AT,
  platform: 'shopline',
  named: ['email', 'name'],
  calls: [call],
  durationMs: 12,
};
const created = { outcome: 'created', customerId: 'c-1', unheld: [] } as const;
const postpone = { action: 'postpone', delayMs: 1_999.6, attempts: 3, why: 'busy' } as const;
const deadLetter = { action: 'deadLetter', reason: 'rejected', attempts: 3, detail: 'no' } as const;

describe('toReport', () => {
  it('says what was left out, what was unclear, and how many consents there were', () => {
    const consent = { sms: { state: 'denied' } } as const;
    const leftOut = [{ path: 'phone', rule: 'impossible_phone' }] as const;
    const part = {
      known,
      signup: { ...signup, data: { ...signup.data, consent } },
      store,
      clamped: false,
      leftOut,
      unclear: ['email'],
      safeId,
    } as const;
    expect(reportOf(created, { part })).toMatchObject({ leftOut, unclear: ['email'], consents: 2 });
    expect(Object.keys(reportOf(created))).not.toContain('consents');
  });

  it('says what the event names, and its source where that is a configured one', () => {
    const customer = { email: 'ada@example.com', birthday: null };
    const consent = { sms: { state: 'denied' } } as const;
    const said = { ...signup, data: { ...signup.data, customer, consent } };
    const part = { known, signup: said, store, clamped: false, safeId } as const;
    expect(reportOf(created, { part }).named).toEqual(['email', 'consent.sms']);
    expect(reportOf(created, { part })).not.toHaveProperty('via');
    expect(reportOf(created, { part: { ...part, via: 'form' } }).via).toBe('form');
  });

  it.each<[string, () => object, object]>([
    [
      'a delivery with its age',
      () => reportOf(created),
      { ...base, outcome: 'created', customerId: 'c-1', attempts: 3, ageMs: 4_000 },
    ],
    [
      'a delivery without a call, which was no attempt',
      () => reportOf({ ...created, outcome: 'unchanged' }, { calls: [] }),
      { ...base, calls: [], outcome: 'unchanged', customerId: 'c-1', attempts: 2, ageMs: 4_000 },
    ],
    [
      'a delivery by the calls of another message, which was no attempt of its own',
      () => reportOf(created, { calls: [], joint: { callsOf: 'message-0', isFailed: false } }),
      {
        ...base,
        calls: [],
        callsOf: 'message-0',
        outcome: 'created',
        customerId: 'c-1',
        attempts: 2,
        ageMs: 4_000,
      },
    ],
    [
      'a delivery after a try with others that did not deliver it',
      () => reportOf(created, { calls: [], joint: { callsOf: 'message-0', isFailed: true } }),
      {
        ...base,
        calls: [],
        callsOf: 'message-0',
        outcome: 'created',
        customerId: 'c-1',
        attempts: 3,
        ageMs: 4_000,
      },
    ],
    [
      'what the platform could not hold',
      () => reportOf({ ...created, unheld: ['customer.gender'] }),
      {
        ...base,
        outcome: 'created',
        customerId: 'c-1',
        attempts: 3,
        ageMs: 4_000,
        unheld: ['customer.gender'],
      },
    ],
    [
      'a time that was clamped',
      () => reportOf(created, { part: { known, signup, store, clamped: true, safeId } }),
      {
        ...base,
        outcome: 'created',
        customerId: 'c-1',
        attempts: 3,
        ageMs: 4_000,
        clamped: true,
      },
    ],
    [
      'a message that waits',
      () => reportOf(postpone),
      { ...base, outcome: 'postponed', attempts: 3, why: 'busy', retryInMs: 2_000 },
    ],
    [
      'a dead letter',
      () => reportOf(deadLetter),
      { ...base, outcome: 'dead_lettered', reason: 'rejected', attempts: 3, why: 'no' },
    ],
    [
      'an entry that is no signup',
      () => reportOf({ outcome: 'skipped', why: 'a merge of two customers' }, { calls: [] }),
      { ...base, outcome: 'skipped', why: 'a merge of two customers', attempts: 2, calls: [] },
    ],
    [
      'a crash',
      () => reportOf({ action: 'crash', why: 'TypeError at x.ts:1' }, {}, true),
      { ...base, outcome: 'crashed', attempts: 2, why: 'TypeError at x.ts:1' },
    ],
    [
      'a postponed copy that the queue did not confirm, and why it was sent',
      () => reportOf(postpone, {}, true),
      {
        ...base,
        outcome: 'crashed',
        attempts: 3,
        why: 'the queue confirmed no copy, so the message stays: busy',
      },
    ],
    [
      'a copy that the queue did not confirm, and why it was sent',
      () => reportOf(deadLetter, {}, true),
      {
        ...base,
        outcome: 'crashed',
        attempts: 3,
        why: 'the queue confirmed no copy, so the message stays: no',
      },
    ],
  ])('tells of %s', (_, report, expected) => {
    expect(report()).toStrictEqual(expected);
  });

  it('counts no age of an import, whose facts are old by intent', () => {
    const part = { known, signup, store, clamped: false, safeId };
    const attempted = { part, result: created, calls: [], durationMs: 1 };
    const slow = aMessage({ isSlow: true });
    const report = toReport(attempted, { message: slow, now: SENT_AT, stays: false });
    expect(report).not.toHaveProperty('ageMs');
  });

  it('knows no platform of a message that could not be read', () => {
    const part = { known: {}, error: new Error('ada@example.com') };
    expect(reportOf(deadLetter, { part, calls: [] })).toEqual({
      messageId: 'message-1',
      firstSeenAt: SENT_AT,
      calls: [],
      durationMs: 12,
      outcome: 'dead_lettered',
      reason: 'rejected',
      why: 'no',
      attempts: 3,
    });
  });

  it('contains nothing of the body, the contacts, the signup or the token', () => {
    const reports = [created, postpone, deadLetter].map((result) => reportOf(result));
    expect(JSON.stringify(reports)).not.toMatch(/ada|secret|Ada/);
  });
});

it('hides a customer id and leaves out request ids that hold personal data', () => {
  const hide = (id: string): string => (id.includes('ada') ? 'hash:1' : id);
  const calls = [
    { ...call, requestId: 'req-1' },
    { ...call, requestId: 'ada-1' },
  ];
  const part = { known, signup, store, clamped: false, safeId: hide };
  expect(reportOf({ ...created, customerId: 'ada-lovelace' }, { part, calls })).toMatchObject({
    customerId: 'hash:1',
    calls: [{ ...call, requestId: 'req-1' }, call],
  });
  const { calls: shown } = reportOf(created, { part, calls });
  expect(shown[1]).not.toHaveProperty('requestId');
});
