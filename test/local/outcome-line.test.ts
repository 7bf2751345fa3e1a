import { expect, it } from 'vitest';
import { outcomeLine } from '../../src/local/format.ts';

const AT = new Date(2026, 10, 22, 3, 4, 5);

it.each([
  [
    { outcome: 'created', eventId: 'e-1', store: 'tw-main', calls: 2 },
    '  03:04:05  e-1: created (tw-main, 2 calls)',
  ],
  [
    { outcome: 'dead_lettered', reason: 'invalid_json', messageId: 'm-1', calls: 0 },
    '  03:04:05  m-1: dead letter: invalid_json (0 calls)',
  ],
  [
    {
      outcome: 'created',
      eventId: 'e-1',
      calls: 1,
      leftOut: [{ path: 'phone', rule: 'impossible_phone' }],
      unclear: ['email', 'sms'],
    },
    '  03:04:05  e-1: created (1 call); left out: phone (impossible_phone); unclear: consent.email, consent.sms',
  ],
  [
    {
      outcome: 'dead_lettered',
      reason: 'invalid_signup',
      why: 'the signup is not valid: /customer/email must be an e-mail address (format)',
      eventId: 'e-1',
      store: 'us-main',
      calls: 0,
    },
    '  03:04:05  e-1: dead letter: invalid_signup (us-main, 0 calls): /customer/email must be an e-mail address (format)',
  ],
  [
    { outcome: 'updated', eventId: 'e-1', calls: 1, unheld: ['gender', 'birthday'] },
    '  03:04:05  e-1: updated (1 call); the shop has no place for gender, birthday',
  ],
  [
    {
      outcome: 'refused',
      reason: 'HTTP 401',
      why: 'the signature is wrong',
      source: '/webhooks/tw-main/typeform',
      calls: 0,
    },
    '  03:04:05  /webhooks/tw-main/typeform: refused: HTTP 401 (0 calls): the signature is wrong',
  ],
  [
    { outcome: 'updated', eventId: '\u001B[2Je\r\n', store: 's', calls: 1 },
    '  03:04:05  \u{FFFD}[2Je  : updated (s, 1 call)',
  ],
])('prints one line per attempt, without control characters: %j', (line, expected) => {
  expect(outcomeLine(line, AT)).toBe(expected);
});
