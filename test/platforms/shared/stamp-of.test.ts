import { expect, it } from 'vitest';
import { stampOf } from '../../../src/platforms/shared/facts.ts';
import { aNormalSignup } from '../../support/platform-fixtures.ts';

const AT = '2026-11-01T00:00:00Z';
const signup = aNormalSignup({
  consent: { email: { state: 'granted', at: AT }, sms: { state: 'denied' } },
});
const { time, stampId: id } = signup;

it.each([
  ['a consent has the time at which it was given', 'consent.email', Date.parse(AT)],
  ['a consent without a time has that of the event', 'consent.sms', time],
  ['any other field has the time of the event', 'name', time],
])('%s', (_, key, expected) => {
  expect(stampOf(signup, key)).toStrictEqual({ time: expected, id });
});

it('only a denial is marked as one', () => {
  expect(stampOf(signup, 'consent.sms', true)).toStrictEqual({ time, id, denied: true });
});
