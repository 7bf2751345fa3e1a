import { expect, it } from 'vitest';
import { WaitError } from '../../src/event/errors.ts';
import {
  empty,
  handshake,
  refused,
  tooLarge,
  toReceiveReport,
  toUnavailable,
  withHeaders,
} from '../../src/receive/answers.ts';

it.each([
  ['the reason of the wait', new WaitError('no time left'), 'no time left'],
  ['the kind of an unknown error', new TypeError('ada@example.com'), 'unexpected TypeError'],
  ['no value that is not an error', 'ada@example.com', 'unexpected error'],
])('an unavailable result names %s', (_, error, why) => {
  expect(toUnavailable(error)).toMatchObject({
    outcome: 'unavailable',
    why,
    answer: { statusCode: 503 },
  });
});

it('a delivery that is too large gets a 413', () => {
  expect(tooLarge(100)).toMatchObject({ outcome: 'too_large', answer: { statusCode: 413 } });
});

it('headers are added to every answer except a refusal', () => {
  const more = { vary: 'origin' };
  const refusal = refused('a rule');
  expect(withHeaders(refusal, more)).toBe(refusal);
  expect(withHeaders(handshake(empty(200)), more)).toEqual({
    outcome: 'handshake',
    answer: empty(200, more),
  });
});

it.each<[string, string | undefined, string | undefined]>([
  ['tw-main', undefined, 'tw-main'],
  ['0912345678', undefined, undefined],
  ['886-912-345-678', undefined, undefined],
  ['store-20261122', 'typeform', 'store-20261122'],
])('of an address with %s, whose source is of %s, the log has %s', (name, tool, shown) => {
  const request = {
    method: 'POST',
    store: name,
    source: name,
    secret: undefined,
    query: '',
    headers: {},
    body: Buffer.from(''),
  };
  const result = { ...refused('no'), ...(tool !== undefined && { tool }) };
  expect(toReceiveReport(request, result, 1)).toMatchObject({ store: shown, source: shown });
});
