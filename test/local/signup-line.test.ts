import { describe, expect, it } from 'vitest';
import { parseSignupLine } from '../../src/local/signup-line.ts';

describe('parseSignupLine', () => {
  it('reads the line of an attempt', () => {
    const line = JSON.stringify({
      level: 'INFO',
      message: 'signup',
      eventId: 'e-1',
      messageId: 'm-1',
      store: 'tw-main',
      outcome: 'dead_lettered',
      reason: 'rejected',
      why: 'the shop said no',
      unheld: ['gender'],
      calls: [{ route: '/customers' }, { route: '/customers' }],
    });
    expect(parseSignupLine(line)).toEqual({
      outcome: 'dead_lettered',
      reason: 'rejected',
      why: 'the shop said no',
      unheld: ['gender'],
      eventId: 'e-1',
      messageId: 'm-1',
      store: 'tw-main',
      calls: 2,
    });
  });

  it('reads what was left out, and which consents are unclear', () => {
    const leftOut = [{ path: 'phone', rule: 'impossible_phone' }];
    const fields = { message: 'signup', outcome: 'created', leftOut, unclear: ['email'] };
    expect(parseSignupLine(JSON.stringify(fields))).toEqual({
      outcome: 'created',
      calls: 0,
      leftOut,
      unclear: ['email'],
    });
  });

  it('reads a webhook that was refused, as the end of a signup', () => {
    const request = { message: 'request', store: 'tw-main', source: 'typeform', status: 401 };
    const line = { ...request, outcome: 'refused', why: 'the signature is wrong' };
    expect(parseSignupLine(JSON.stringify(line))).toEqual({
      outcome: 'refused',
      reason: 'HTTP 401',
      why: 'the signature is wrong',
      store: 'tw-main',
      source: '/webhooks/tw-main/typeform',
      calls: 0,
    });
    expect(parseSignupLine(JSON.stringify({ ...request, outcome: 'accepted' }))).toBeUndefined();
  });

  it.each([
    ['metrics', '{"_aws":{},"created":1}'],
    ['another message', '{"message":"cold start","outcome":"created"}'],
    ['an attempt without an outcome', '{"message":"signup"}'],
    ['text', 'Error: boom'],
    ['half a line', '{"message":"signup"'],
    ['JSON that is no object', '"signup"'],
  ])('ignores %s', (_, line) => {
    expect(parseSignupLine(line)).toBeUndefined();
  });
});
