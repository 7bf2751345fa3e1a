import { expect, it } from 'vitest';
import { WaitError } from '../../src/event/errors.ts';
import {
  handshake,
  refused,
  tooLarge,
  toReceiveReport,
  toUnavailable,
  withHeaders,
} from '../../src/receive/result.ts';
import { empty } from '../../src/receive/answers.ts';

it.each([
  ['what is being waited for', new WaitError('no time left'), 'no time left'],
  ['the kind of an unknown error', new TypeError('ada@example.com'), 'unexpected TypeError'],
  ['nothing of what is no error', 'ada@example.com', 'unexpected error'],
])('an unavailable answer tells %s', (_, error, why) => {
  expect(toUnavailable(error)).toMatchObject({
    outcome: 'unavailable',
    why,
    answer: { statusCode: 503 },
  });
});

it('a delivery that is too large is told the limit', () => {
  expect(tooLarge(100)).toMatchObject({ outcome: 'too_large', answer: { statusCode: 413 } });
});

it('more headers go to every answer but a refusal', () => {
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
