import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createAwsJson, tryMs } from '../../../src/aws/json/client.ts';
import { DYNAMO_DB, type DynamoDb, openDynamoTable } from '../../../src/aws/ledger/table.ts';
import { WaitError } from '../../../src/event/errors.ts';
import { openStubServer, type StubServer } from '../../support/stub-server.ts';

let server: StubServer;
afterEach(() => server.close());

const NOW = Date.parse('2026-11-22T08:00:00Z');
const THROTTLED = 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException';
const SKEWED = 'com.amazon.coral.service#InvalidSignatureException';

const openAt = (url: string, now: () => number = () => NOW): DynamoDb =>
  createAwsJson(DYNAMO_DB, {
    endpoint: new URL(url),
    region: 'us-east-1',
    credentials: () => Promise.resolve({ accessKeyId: 'AKID', secretAccessKey: 'secret' }),
    now,
  });

interface Answer {
  readonly status?: number;
  readonly body?: object | string;
  readonly date?: string;
}

/** Answers each request with the next answer, then always with the last one; `reset` closes the connection. */
async function answering(...answers: readonly (Answer | 'reset')[]): Promise<string[]> {
  const bodies: string[] = [];
  const answerIt = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    bodies.push(await text(request));
    const answer = answers[Math.min(bodies.length, answers.length) - 1];
    if (answer === 'reset' || answer === undefined) return void request.socket.resetAndDestroy();
    const { status = 200, body = {}, date = new Date(NOW).toUTCString() } = answer;
    response.writeHead(status, { date });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  server = await openStubServer((request, response) => void answerIt(request, response));
  return bodies;
}
const refusal = (type: string, status = 400): Answer => ({
  status,
  body: { __type: type, message: 'Item ada@example.com' },
});

describe('a request', () => {
  it('is one of the JSON protocol, signed', async () => {
    const bodies = await answering({ body: { Item: {} } });
    expect(await openAt(server.url)('GetItem', { TableName: '帳本' })).toEqual({ Item: {} });
    expect(bodies).toEqual(['{"TableName":"帳本"}']);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      url: '/',
      headers: {
        host: new URL(server.url).host,
        'content-type': 'application/x-amz-json-1.0',
        'content-length': '22',
        'x-amz-target': 'DynamoDB_20120810.GetItem',
        'x-amz-date': '20261122T080000Z',
        authorization: expect.stringMatching(
          /^AWS4-HMAC-SHA256 Credential=AKID\/20261122\/us-east-1\/dynamodb\/aws4_request, /,
        ),
      },
    });
  });

  it('reuses the connection', async () => {
    await answering({});
    const call = openAt(server.url);
    for (let calls = 0; calls < 4; calls += 1) await call('GetItem', {});
    expect(server.connections()).toBe(1);
  });

  it.each<[string, Answer | 'reset']>([
    ['throttled', refusal(THROTTLED)],
    ['answered with a failure', { status: 500, body: '<h1>no</h1>' }],
    ['answered as unavailable', { status: 503 }],
    ['cut off', 'reset'],
    ['answered with half an answer', { body: '{"Attribu' }],
    ['in conflict with a transaction', refusal('x#TransactionConflictException')],
    ['in conflict with another region', refusal('x#ReplicatedWriteConflictException')],
  ])('is sent again unchanged: %s', async (_, first) => {
    const bodies = await answering(first, { body: { ok: true } });
    expect(await openAt(server.url)('PutItem', { a: 1 })).toEqual({ ok: true });
    expect(bodies).toEqual(['{"a":1}', '{"a":1}']);
  });

  it('fails after six tries', async () => {
    const bodies = await answering({ status: 500 });
    await expect(openAt(server.url)('PutItem', {})).rejects.toMatchObject({
      message: 'DynamoDB answered 500',
    });
    expect(bodies).toHaveLength(6);
  });

  it.each(['ValidationException', 'ResourceNotFoundException', 'ConditionalCheckFailedException'])(
    'refused with %s is not retried, and its error quotes nothing',
    async (type) => {
      const bodies = await answering(refusal(`com.amazonaws.dynamodb.v20120810#${type}`));
      const error: unknown = await openAt(server.url)('PutItem', {}).catch((thrown) => thrown);
      expect(error).toMatchObject({ name: type, message: 'DynamoDB answered 400' });
      expect(bodies).toHaveLength(1);
    },
  );
});

describe('a refusal', () => {
  const REFUSED = refusal('x#ConditionalCheckFailedException');

  it.each<[string, readonly (Answer | 'reset')[], boolean]>([
    ['at once', [], false],
    ['after throttling', [refusal(THROTTLED)], false],
    ['after a conflict', [refusal('x#TransactionConflictException')], false],
    ['after a lost answer', ['reset'], true],
    ['after a garbled answer', [{ body: '<h1>' }], true],
    ['after a failure', [{ status: 503 }], true],
    ['after a lost answer and throttling', ['reset', refusal(THROTTLED)], true],
  ])('says whether an earlier try may have been carried out: %s', async (_, before, expected) => {
    await answering(...before, REFUSED);
    await expect(openAt(server.url)('PutItem', {})).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      mayHaveHappened: expected,
    });
  });
});

it.each([
  [0, 500],
  [1, 1_000],
  [3, 4_000],
  [5, 5_000],
])('waits longer with each try for DynamoDB: after %i tries %i ms', (before, expected) => {
  expect(tryMs(DYNAMO_DB, before)).toBe(expected);
});

describe('a wrong clock', () => {
  const date = new Date(NOW + 600_000).toUTCString();

  it("is corrected by the server's, for this request and later ones", async () => {
    await answering({ ...refusal(SKEWED), date }, { date });
    const call = openAt(server.url);
    await call('GetItem', {});
    await call('GetItem', {});
    expect(server.requests.map(({ headers }) => headers['x-amz-date'])).toEqual([
      '20261122T080000Z',
      '20261122T081000Z',
      '20261122T081000Z',
    ]);
  });

  it('is not blamed for a refusal when it is nearly right', async () => {
    const almost = new Date(NOW + 239_000).toUTCString();
    const bodies = await answering({ ...refusal(SKEWED), date: almost });
    await expect(openAt(server.url)('GetItem', {})).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    expect(bodies).toHaveLength(1);
  });
});

describe('a table', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['refused', () => answering(refusal('x#AccessDeniedException')), /\(AccessDeniedException\)/],
    ['answered with something else', () => answering({ status: 418 }), /\(UnknownError\)$/],
  ])('makes the message wait, and its error quotes nothing: %s', async (_, open, why) => {
    await open();
    const table = openDynamoTable(openAt(server.url), 'ledger');
    const error: unknown = await table.get('pk').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WaitError);
    expect(String(error)).toMatch(why);
    expect(String(error)).not.toContain('ada');
  });

  it('rejects with WaitError when DynamoDB answers for only a part of the keys', async () => {
    await answering({ body: { Responses: { ledger: [] }, UnprocessedKeys: { ledger: {} } } });
    const table = openDynamoTable(openAt(server.url), 'ledger');
    await expect(table.getAll(['a'])).rejects.toThrow(new WaitError('the ledger is throttled'));
  });

  it('reads any number of keys, each once', async () => {
    const bodies = await answering({ body: { Responses: { ledger: [{ pk: { S: 'k-7' } }] } } });
    const table = openDynamoTable(openAt(server.url), 'ledger');
    const keys = Array.from({ length: 205 }, (_, index) => `k-${index}`);
    const found = await table.getAll([...keys, ...keys]);
    expect([...found]).toEqual([['k-7', { pk: 'k-7' }]]);
    const asked = bodies.map((body) => body.match(/"k-\d+"/g)?.length);
    expect(new Set(asked)).toEqual(new Set([100, 5]));
    expect(await table.getAll([])).toEqual(new Map());
    expect(bodies).toHaveLength(3);
  });
});
