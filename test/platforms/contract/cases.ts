import type { NormalSignup } from '../../../src/event/signup.ts';
import type { Fault } from '../../../src/local/sandbox/fault.ts';
import type { Platform, Verdict } from '../../../src/delivery/platform-port.ts';

/** The three calls of the port, each on the same signup. */
export const OPERATIONS = {
  find: (platform: Platform, signup: NormalSignup) => platform.find(signup.contacts),
  create: (platform: Platform, signup: NormalSignup) => platform.create(platform.fit(signup)),
  update: (platform: Platform, signup: NormalSignup, id: string) =>
    platform.update(id, platform.fit(signup).facts),
} as const;

export type Operation = keyof typeof OPERATIONS;

interface ErrorCase {
  readonly operation: Operation;
  readonly name: string;
  readonly fault: Fault;
  readonly verdict: Verdict;
}

const answer = (status: number, body?: unknown, headers = {}): Fault => ({
  kind: 'answer',
  status,
  body,
  headers,
});

const forAll = (name: string, fault: Fault, verdict: Verdict): readonly ErrorCase[] =>
  (['find', 'create', 'update'] as const).map((operation) => ({ operation, name, fault, verdict }));

/** The shop may have written. Only create is not safe to repeat. */
const unfinished = (name: string, fault: Fault): readonly ErrorCase[] => [
  { operation: 'find', name, fault, verdict: { kind: 'again' } },
  { operation: 'create', name, fault, verdict: { kind: 'ambiguous' } },
  { operation: 'update', name, fault, verdict: { kind: 'again' } },
];

/** No table knows the words. Only a create can be a duplicate, so only there one search has to tell. */
const refused = (name: string, fault: Fault): readonly ErrorCase[] => {
  const verdict = { kind: 'final', reason: 'rejected' } as const;
  return [
    { operation: 'find', name, fault, verdict },
    { operation: 'create', name, fault, verdict: { ...verdict, isUnknown: true } },
    { operation: 'update', name, fault, verdict },
  ];
};

/** How shops say that a contact has a customer already. */
const DUPLICATES: readonly unknown[] = [
  { message: '電子郵件重覆' },
  { message: '手機號碼重複' },
  { message: '此手機號碼已被使用' },
  { message: '此信箱被其他會員使用' },
  { message: '邮箱已注册' },
  { code: 'UC0409', message: 'error' },
  { code: 'CONFLICT', message: 'error' },
  { message: 'Email is used by another customer' },
  { message: 'mobile_phone belongs to another customer' },
  { message: 'The e-mail already exists' },
  { message: 'Phone has been registered' },
  { message: 'Email or Phone is already taken' },
];

/** One row per kind of failure and call. */
export const ERRORS: readonly ErrorCase[] = [
  ...forAll('429 with Retry-After', answer(429, {}, { 'retry-after': '7' }), {
    kind: 'wait',
    retryAfterMs: 7_000,
  }),
  ...forAll('429 without a word', answer(429), { kind: 'wait' }),
  ...forAll('401', answer(401, {}), { kind: 'unauthorized' }),
  ...forAll('403', answer(403, {}), { kind: 'unauthorized' }),
  ...forAll('a redirect', answer(301, undefined, { location: 'https://shop.example/' }), {
    kind: 'closed',
  }),
  ...refused('400', answer(400, { message: 'no' })),
  ...refused('422', answer(422, { message: 'no' })),
  ...refused('422 without a body', answer(422)),
  ...refused('422 in words of its own', answer(422, { message: '該用戶無法加入' })),
  ...DUPLICATES.map((body): ErrorCase => ({
    operation: 'create',
    name: `a duplicate in the words ${JSON.stringify(body)}`,
    fault: answer(422, body),
    verdict: { kind: 'taken' },
  })),
  ...unfinished('500', answer(500, { message: 'oops' })),
  ...unfinished(
    'a gateway page',
    answer(502, '<html><h1>Bad gateway</h1></html>', { 'content-type': 'text/html' }),
  ),
  ...unfinished('408', answer(408)),
  ...unfinished('a closed connection', { kind: 'reset' }),
  ...unfinished('a closed connection after the write', { kind: 'reset', afterWrite: true }),
  { operation: 'find', name: '404', fault: answer(404, {}), verdict: { kind: 'closed' } },
  { operation: 'create', name: '404', fault: answer(404, {}), verdict: { kind: 'closed' } },
  { operation: 'update', name: '404', fault: answer(404, {}), verdict: { kind: 'gone' } },
];

/** Values of the customer and of the shop's answers that no error may hold. */
export const SECRETS = [
  'Ada',
  'Lin',
  'ada@',
  'Ada@example.com',
  'example.com',
  '912345678',
  '0912',
  'sandbox-token',
  's3cret',
];

const echo = 'Ada Lin <Ada@example.com> +886912345678 0912-345-678 token s3cret sandbox-token';

/** Error bodies that repeat the request, in every shape that the platforms use and in some other shapes. */
export const ECHOES: readonly unknown[] = [
  { errors: [echo, `${echo} is invalid`] },
  { errors: { [echo]: [echo] } },
  { errors: { email: [echo] } },
  { error: echo, message: echo },
  { code: echo, message: echo, extras: { echo } },
  { code: 'Ada_Lin', message: 'Ada Lin is already taken' },
  { code: 'AdaLin', error: 'Unauthorized Ada Lin' },
  echo,
  [echo],
  { message: `${'x'.repeat(100_000)} ${echo}` },
  { message: { toString: echo }, error: [[echo]] },
];

interface HostileBody {
  readonly name: string;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Bodies that no shop should send with a success. */
export const HOSTILE_BODIES: readonly HostileBody[] = [
  { name: 'a page', body: '<html></html>', headers: { 'content-type': 'text/html' } },
  { name: 'more than two million bytes', body: { customers: ['x'.repeat(2_100_000)] } },
  { name: 'null', body: null },
  { name: 'a number', body: 5 },
  { name: 'a list', body: [[], {}] },
  { name: 'nothing inside', body: {} },
  { name: 'wrong types', body: { customer: 5, customers: 'x', items: 7, id: {}, data: [] } },
  { name: 'an empty id', body: { id: '', customer: { id: '' }, data: { customer: { id: '' } } } },
  { name: 'an id that is a path', body: { id: '../x', customer: { id: '..' } } },
  {
    name: 'rows of rubbish',
    body: { customers: [null, 5, { id: {} }], items: [null, [], { id: 1 }] },
  },
  { name: 'its own prototype', body: JSON.parse('{"__proto__":{"id":"x","customer":{"id":"x"}}}') },
];
