import { expect, it } from 'vitest';
import * as answers from '../../src/receive/answers.ts';

const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const JSON_TYPE = { ...ALWAYS, 'content-type': 'application/json' };
const PROBLEM = { ...ALWAYS, 'content-type': 'application/problem+json' };
const issue = { path: '/data/store', rule: 'type', expected: 'must be text' };

const ANSWERS = {
  accepted: () => answers.accepted('id-1'),
  nothingToStore: () => answers.nothingToStore(),
  unauthorized: () => answers.unauthorized(),
  methodNotAllowed: () => answers.methodNotAllowed(),
  tooLarge: () => answers.contentTooLarge(1_000_000),
  unprocessable: () => answers.unprocessable('the event is not valid', [issue]),
  unavailable: () => answers.serviceUnavailable(),
};

it.each([
  ['accepted', 200, JSON_TYPE, { accepted: 1, id: 'id-1' }],
  ['nothingToStore', 200, JSON_TYPE, { accepted: 0 }],
  [
    'unauthorized',
    401,
    PROBLEM,
    {
      title: 'Unauthorized',
      detail: 'The address or the signature of this request is wrong.',
    },
  ],
  [
    'methodNotAllowed',
    405,
    { ...PROBLEM, allow: 'GET, HEAD, OPTIONS, POST' },
    { title: 'Method Not Allowed' },
  ],
  [
    'tooLarge',
    413,
    PROBLEM,
    { title: 'Content Too Large', detail: 'A delivery may have at most 1,000,000 bytes.' },
  ],
  [
    'unprocessable',
    422,
    PROBLEM,
    {
      title: 'The event is not valid',
      detail: 'the event is not valid',
      errors: [{ pointer: '/data/store', rule: 'type', detail: 'must be text' }],
    },
  ],
  ['unavailable', 503, { ...PROBLEM, 'retry-after': '30' }, { title: 'Service Unavailable' }],
] as const)(
  '%s is a %i that no cache keeps and no browser guesses at',
  (name, statusCode, headers, content) => {
    const answer = ANSWERS[name]();
    expect({ ...answer, body: '' }).toEqual({ statusCode, headers, body: '' });
    const frame = statusCode >= 400 ? { type: 'about:blank', status: statusCode } : {};
    expect(JSON.parse(answer.body ?? '')).toEqual({ ...frame, ...content });
  },
);

it.each([
  [
    'another page',
    () => answers.seeOther('https://x.example/'),
    303,
    { location: 'https://x.example/' },
  ],
  ['nothing', () => answers.empty(204), 204, {}],
  ['the same text', () => answers.echo('42'), 200, { 'content-type': 'text/plain; charset=utf-8' }],
])('an answer of %s', (_, answer, statusCode, headers) => {
  expect(answer()).toEqual({
    statusCode,
    headers: { ...ALWAYS, ...headers },
    body: statusCode === 200 ? '42' : '',
  });
});
