import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoreSignature, StoreSource } from '../../src/generated/types.ts';
import { createReceiveReporter } from '../../src/receive/answers.ts';
import { aRequest } from '../support/a-request.ts';
import { aSecret, signAs, SIGNING_TOOLS } from '../support/sign-as.ts';
import { NOW, openReceive, PUBLIC_URL } from './open-receive.ts';

/** The generated requests never contain one of these. */
const PATH_SECRET = 'a-secret-of-the-path-0123456789';
const sources: Readonly<Record<string, StoreSource>> = {
  ...Object.fromEntries(SIGNING_TOOLS.map((tool) => [tool, { tool, secrets: [aSecret(tool)] }])),
  jotform: { tool: 'jotform', unsigned: true, secrets: [PATH_SECRET] },
  brevo: { tool: 'brevo', unsigned: true },
  ...Object.fromEntries(
    (
      [
        { kind: 'hmac', header: 'x-signature', prefix: 'sha256=', encoding: 'hex' },
        { kind: 'hmac', header: '__proto__', encoding: 'hex', content: ['sorted-json'] },
        { kind: 'token', header: 'x-token' },
        { kind: 'token', query: 'hub.challenge' },
        { kind: 'basic' },
        { kind: 'url' },
      ] satisfies readonly StoreSignature[]
    ).map((signature, at) => [
      `custom-${at}`,
      { tool: 'custom', signature, secrets: ['user:a-secret-of-a-custom-source'] } as const,
    ]),
  ),
  page: { tool: 'html-form', public: { origins: ['https://shop.example.com'] } },
};

/** The headers that senders use, with values that are almost right. */
const genuineHeaders = SIGNING_TOOLS.flatMap((tool) =>
  Object.entries(
    signAs(tool, {
      secret: aSecret(tool),
      body: 'another body',
      url: `${PUBLIC_URL}/webhooks/tw-main/${tool}`,
      now: NOW,
    }),
  ),
);
const headerNames = [
  ...genuineHeaders.map(([name]) => name),
  'origin',
  'content-type',
  'webhook-request-origin',
  'ce-id',
  'authorization',
  'x-signature',
  'x-token',
  '__proto__',
];
const headerValues = [
  ...genuineHeaders.map(([, value]) => value),
  '',
  'null',
  'https://evil.example',
  'application/cloudevents-batch+json',
  'v1,',
  't=,v1=',
  'sha256=',
  'Basic dXNlcjo=',
];

/** Drawn in advance, because drawing letters takes most of the time of a run. */
const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 20 }), { numRuns: 5_000, seed: 0 });
const anyText = fc.constantFrom(...texts);
const headers = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...headerNames) },
      { weight: 1, arbitrary: anyText },
    ),
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...headerValues) },
      { weight: 1, arbitrary: anyText },
    ),
  ),
  { maxLength: 6 },
);
const bodies = fc.oneof(
  fc.constantFrom('', '{}', '{"events":[]}', '{"type":"webhooks.test_notification"}', '[]', 'null'),
  anyText,
);
const queries = fc.constantFrom(
  '',
  'hub.mode=subscribe&hub.challenge=1&hub.verify_token=x',
  'hub.mode=subscribe&hub.challenge=%00&hub.verify_token=',
  '%',
);
const requests = fc.tuple(
  fc.constantFrom('POST', 'POST', 'POST', 'GET', 'HEAD', 'OPTIONS', 'PUT', ''),
  fc.oneof({ weight: 9, arbitrary: fc.constant('tw-main') }, { weight: 1, arbitrary: anyText }),
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...Object.keys(sources), '__proto__', 'constructor') },
    { weight: 1, arbitrary: anyText },
  ),
  fc.option(fc.oneof(fc.constantFrom(PATH_SECRET.slice(1), ''), anyText), { nil: undefined }),
  queries,
  headers,
  bodies,
  fc.boolean(),
);

const PARTS = [1, 2, 3, 4];
/** Requests of each part. CI tries 100,000 together. */
const RUNS = Number(process.env['REQUESTS'] ?? 5_000);

describe('unsigned requests', () => {
  const strangeLines: string[] = [];
  const log = (message: string, fields: object): void => {
    const line = JSON.stringify({ message, ...fields });
    if (!/^[ -~]*$/.test(line)) strangeLines.push(line);
  };
  const reporter = createReceiveReporter({ info: log, warn: log, error: log }, {
    addMetric: () => undefined,
  } as never);
  const statuses = new Map<number | undefined, number>();

  it.each(PARTS)('never reach the queue and cause no error, part %i', async (part) => {
    const { receive, copies } = openReceive(sources, { report: reporter });
    await fc.assert(
      fc.asyncProperty(
        requests,
        async ([method, store, source, secret, query, pairs, body, raw]) => {
          const request = aRequest({
            method,
            store,
            source,
            query,
            body,
            headers: Object.fromEntries(pairs),
            ...(secret !== undefined && { secret }),
          });
          const { statusCode, headers: given } = await receive({
            ...request,
            isBase64Encoded: raw,
          });
          statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
          if ((statusCode ?? 500) >= 500) throw new Error(`answered ${statusCode}`);
          if (statusCode === 404 || statusCode === 410)
            throw new Error('a sender would switch off');
          if (method === 'POST' && statusCode !== 401) throw new Error(`answered ${statusCode}`);
          for (const value of Object.values(given ?? {})) {
            if (/[\r\n]/.test(String(value))) throw new Error('a header is split');
          }
          if (copies.length > 0) throw new Error('something is on the queue');
        },
      ),
      { numRuns: RUNS, seed: part },
    );
    expect(copies).toEqual([]);
  });

  it.each([
    {},
    { pathParameters: null, headers: null, body: null, requestContext: null },
    { requestContext: {}, pathParameters: { store: 1, source: {} }, headers: { a: 1 } },
  ])('may lack anything: %j', async (event) => {
    const { receive } = openReceive(sources);
    expect(await receive(event as never)).toMatchObject({ statusCode: 405 });
  });

  it('got every kind of answer, and left no value in the log', () => {
    expect(new Set(statuses.keys())).toEqual(new Set([200, 204, 401, 405]));
    expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(PARTS.length * RUNS);
    expect(strangeLines).toEqual([]);
  });
});
