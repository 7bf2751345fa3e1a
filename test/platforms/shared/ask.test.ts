import { describe, expect, it } from 'vitest';
import { WaitError } from '../../../src/event/errors.ts';
import { HttpError } from '../../../src/http/http.ts';
import { GONE, NO_SUCH_API } from '../../../src/platforms/shared/answers.ts';
import { type Api, createAskApi, unreadableAnswer } from '../../../src/platforms/shared/ask.ts';
import { isRecord } from '../../../src/util/is-record.ts';
import type { ShopCall } from '../../../src/platforms/shared/shop-call.ts';
import { PlatformError } from '../../../src/delivery/platform-port.ts';

const API = {
  operations: {
    find: { method: 'GET', route: '/customers', missing: NO_SUCH_API },
    read: { method: 'GET', route: '/customers/{id}', missing: GONE },
  },
  verdictOf: (_, { status }) => (status === 204 ? undefined : { kind: 'closed' }),
  errorTexts: (body) => (isRecord(body) ? [String(body['message'])] : []),
  hints: { unauthorized: 'UNAUTHORIZED', forbidden: 'FORBIDDEN', wrongAddress: 'ELSEWHERE' },
} satisfies Api<'find' | 'read'>;

const errorAfter = async (call: ShopCall, operation: 'find' | 'read' = 'find'): Promise<unknown> =>
  createAskApi(call, API)(operation).catch((error: unknown) => error);

const textAfter = async (
  status: number,
  { body = '', operation }: { body?: unknown; operation?: 'find' | 'read' } = {},
): Promise<string> => {
  const error = await errorAfter(async () => ({ status, headers: {}, body }), operation);
  return error instanceof PlatformError ? error.message : 'no error';
};

describe('an answer that is a refusal', () => {
  it.each([
    [200, 'find', ''],
    [300, 'find', ' (ELSEWHERE)'],
    [301, 'find', ' (ELSEWHERE)'],
    [399, 'read', ' (ELSEWHERE)'],
    [400, 'find', ''],
    [401, 'find', ' (UNAUTHORIZED)'],
    [403, 'find', ' (FORBIDDEN)'],
    [404, 'find', ' (ELSEWHERE)'],
    [404, 'read', ''],
    [500, 'find', ''],
  ] as const)('of status %i to %s ends with the hint %j', async (status, operation, hint) => {
    const { route } = API.operations[operation];
    expect(await textAfter(status, { operation })).toBe(`GET ${route} answered ${status}${hint}`);
  });

  it.each([
    [
      'code and message',
      { code: 'EMAIL_TAKEN', message: 'is invalid' },
      ': EMAIL_TAKEN is invalid',
    ],
    ['a message alone', { code: 'Ada', message: 'is invalid' }, ': is invalid'],
    ['a code alone', { code: 'EMAIL_TAKEN', message: '' }, ': EMAIL_TAKEN'],
    ['no word', '', ''],
  ])('is told with %s of the shop', async (_, body, said) => {
    expect(await textAfter(422, { body })).toBe(`GET /customers answered 422${said}`);
  });
});

describe('no answer', () => {
  it('names the call and the code of the failure', async () => {
    const error = await errorAfter(() => Promise.reject(new HttpError('ECONNRESET', true)));
    expect(error).toEqual(
      new PlatformError({ kind: 'again' }, 'GET /customers got no answer: ECONNRESET'),
    );
  });

  it('is not the error of a call without time left', async () => {
    const wait = new WaitError('no time left');
    expect(await errorAfter(() => Promise.reject(wait))).toBe(wait);
  });
});

it.each([
  ['create', 'ambiguous'],
  ['read', 'again'],
] as const)('an answer to %s with an unreadable body is %s', (operation, kind) => {
  const answer = { status: 200, headers: {}, body: '<html>' };
  expect(unreadableAnswer(operation, API.operations.read, answer)).toEqual(
    new PlatformError({ kind }, 'GET /customers/{id} answered 200 with an unknown body'),
  );
});
