import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openJsonQueue } from '../../../src/aws/queues/json-queue.ts';
import { openQueue } from '../../../src/aws/queues/queue.ts';
import { openEmbeddedSqs } from '../../../src/local/aws/embedded-sqs.ts';
import type { Copy, Queue } from '../../../src/message/queue-port.ts';
import { receiveTen } from '../../support/sqs-calls.ts';
import { openStubServer } from '../../support/stub-server.ts';

const TIMEOUTS = { connectMs: 1_000, requestMs: 1_000, tries: 2 };
const NOWHERE = 'http://127.0.0.1:9';
const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

beforeAll(() => {
  Object.assign(process.env, {
    AWS_REGION: 'ap-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDLOCAL',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'session',
  });
});

type Open = (url: string, requestMs?: number) => Queue;

const byJson: Open = (url, requestMs = TIMEOUTS.requestMs) =>
  openJsonQueue(process.env, { ...TIMEOUTS, requestMs }, url, Date.now);
/** With the timeouts and tries of `receive` before it had a client of its own. */
const bySdk: Open = (url, requestMs = TIMEOUTS.requestMs) =>
  openQueue(
    {
      maxAttempts: TIMEOUTS.tries,
      requestHandler: {
        connectionTimeout: TIMEOUTS.connectMs,
        requestTimeout: requestMs,
        throwOnRequestTimeout: true,
      },
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    },
    { signups: url },
  );

const aCopy = (key: string, overrides: Partial<Copy> = {}): Copy => ({
  key,
  to: 'signups',
  body: `body of ${key} 王`,
  attributes: {},
  delaySeconds: 0,
  ...overrides,
});
const RICH = aCopy('rich', {
  body: ' {"email":"王@example.com"}\n\ud800',
  attributes: {
    reason: { type: 'String', value: 'rejected' },
    attempts: { type: 'Number', value: '3' },
    blob: { type: 'Binary', value: new Uint8Array([0, 255]) },
  },
  groupId: 'tw-main',
  traceHeader: TRACE,
});

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}
type Answer = (entries: readonly Entry[], before: number) => readonly [number, unknown] | 'reset';

interface Sent {
  readonly confirmed: ReadonlySet<string>;
  readonly told: ReadonlyMap<string, string>;
  readonly bodies: readonly unknown[];
  readonly requests: readonly IncomingMessage[];
}

/** Sends copies to a server that answers each request. */
async function send(open: Open, answer: Answer, copies: readonly Copy[]): Promise<Sent> {
  const bodies: unknown[] = [];
  const answerIt = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = JSON.parse(await text(request)) as { Entries: Entry[]; QueueUrl: string };
    bodies.push({ ...body, QueueUrl: new URL(body.QueueUrl).pathname });
    const given = answer(body.Entries, bodies.length - 1);
    if (given === 'reset') return void request.socket.resetAndDestroy();
    const [status, content] = given;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(typeof content === 'string' ? content : JSON.stringify(content));
  };
  const server = await openStubServer((request, response) => void answerIt(request, response));
  try {
    const told = new Map<string, string>();
    const queue = open(`${server.url}/000000000000/signups`);
    const confirmed = await queue.send(copies, (key, id) => told.set(key, id));
    return { confirmed, told, bodies, requests: server.requests };
  } finally {
    await server.close();
  }
}

const md5 = (body: string): string => createHash('md5').update(body).digest('hex');
const took = ({ Id, MessageBody }: Entry) => ({
  Id,
  MessageId: `sent-${Id}`,
  MD5OfMessageBody: md5(MessageBody),
});
const taking: Answer = (entries) => [200, { Successful: entries.map(took) }];
const failed = (Id: string) => ({ Id, Code: 'InternalError', SenderFault: false });
const refusal = (type: string, status = 400) => [status, { __type: type, message: 'no' }] as const;
const first =
  (given: readonly [number, unknown] | 'reset'): Answer =>
  (entries, before) =>
    before === 0 ? given : taking(entries, before);

const THREE = [aCopy('a'), aCopy('b'), aCopy('c')];

describe('the queue without the SDK', () => {
  it('puts the same message on SQS as with the SDK', async () => {
    const sqs = await openEmbeddedSqs({ port: 0 });
    onTestFinished(() => sqs.close());
    // This SQS refuses half of a pair.
    const copy = { ...RICH, body: RICH.body.replace('\ud800', '') };
    for (const open of [byJson, bySdk]) await open(sqs.signups.url).send([copy]);
    const [one, other, ...more] = (await receiveTen(sqs, 'signups')).map(
      ({ Body, MD5OfBody, MessageAttributes, Attributes }) => ({
        Body,
        MD5OfBody,
        MessageAttributes,
        group: Attributes?.['MessageGroupId'],
        trace: Attributes?.['AWSTraceHeader'],
      }),
    );
    expect(more).toEqual([]);
    expect(one).toMatchObject({ Body: copy.body, group: 'tw-main', trace: TRACE });
    expect(one).toEqual(other);
  });

  const signedHeaders = (headers: IncomingHttpHeaders): string =>
    /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1] ?? '';

  it('makes the same request as the SDK, and passes on the trace of the invocation', async () => {
    Object.assign(process.env, { AWS_LAMBDA_FUNCTION_NAME: 'receive', _X_AMZN_TRACE_ID: TRACE });
    onTestFinished(() => {
      delete process.env['AWS_LAMBDA_FUNCTION_NAME'];
      delete process.env['_X_AMZN_TRACE_ID'];
    });
    const sent = [await send(byJson, taking, [RICH]), await send(bySdk, taking, [RICH])];
    for (const { requests, told } of sent) {
      expect([...told]).toEqual([['rich', 'sent-0']]);
      expect(requests[0]).toMatchObject({
        method: 'POST',
        url: '/',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'AmazonSQS.SendMessageBatch',
          'x-amz-security-token': 'session',
          'x-amzn-trace-id': TRACE,
          authorization: expect.stringMatching(
            /^AWS4-HMAC-SHA256 Credential=AKIDLOCAL\/\d{8}\/ap-east-1\/sqs\/aws4_request, /,
          ),
        },
      });
      expect(signedHeaders(requests[0]?.headers ?? {})).not.toContain('trace');
    }
    expect(sent[0]?.bodies).toEqual(sent[1]?.bodies);
  });

  it('sends no trace outside of Lambda', async () => {
    const { requests } = await send(byJson, taking, [RICH]);
    expect(requests[0]?.headers).not.toHaveProperty('x-amzn-trace-id');
  });

  it.each<[string, Open]>([
    ['without the SDK', byJson],
    ['with the SDK', bySdk],
  ])('asks the host of the URL of the queue, whatever the endpoint: %s', async (_, open) => {
    Object.assign(process.env, { AWS_ENDPOINT_URL_SQS: NOWHERE, AWS_ENDPOINT_URL: NOWHERE });
    onTestFinished(() => {
      delete process.env['AWS_ENDPOINT_URL_SQS'];
      delete process.env['AWS_ENDPOINT_URL'];
    });
    expect((await send(open, taking, THREE)).confirmed).toEqual(new Set(['a', 'b', 'c']));
  });

  it.concurrent.each<[string, Answer, confirmed: string, requests: number]>([
    ['takes all', taking, 'abc', 1],
    [
      'takes all but one',
      ([one, ...others]) => [
        200,
        { Successful: others.map(took), Failed: [failed(one?.Id ?? '')] },
      ],
      'bc',
      1,
    ],
    ['takes none', (all) => [200, { Failed: all.map(({ Id }) => failed(Id)) }], '', 1],
    ['answers nothing', () => [200, {}], '', 1],
    ['answers null', () => [200, { Successful: null }], '', 1],
    ['names others', () => [200, { Successful: [took({ Id: '7', MessageBody: '' })] }], '', 1],
    [
      'got one other body',
      (all) => [
        200,
        {
          Successful: all.map((entry) =>
            took({ ...entry, ...(entry.Id === '1' && { MessageBody: 'other' }) }),
          ),
        },
      ],
      '',
      1,
    ],
    [
      'gives no digest',
      (all) => [200, { Successful: all.map(({ Id }) => ({ Id, MessageId: 'm' })) }],
      '',
      1,
    ],
    ['is broken', () => refusal('com.amazonaws.sqs#InternalFailure', 500), '', 2],
    ['was broken', first([503, '<h1>']), 'abc', 2],
    ['cut the connection', first('reset'), 'abc', 2],
    ['cuts each connection', () => 'reset', '', 2],
    ['throttled', first(refusal('com.amazonaws.sqs#RequestThrottled', 403)), 'abc', 2],
    ['throttles', () => refusal('com.amazonaws.sqs#ThrottlingException'), '', 2],
    ['has no right key', () => refusal('com.amazonaws.sqs#KmsAccessDenied'), '', 1],
    ['throttles its key', () => refusal('com.amazonaws.sqs#KmsThrottled'), '', 1],
    ['is no queue', () => refusal('com.amazonaws.sqs#QueueDoesNotExist'), '', 1],
    ['denies access', () => refusal('com.amazon.coral.service#AccessDeniedException'), '', 1],
    ['knows no such session', () => refusal('ExpiredTokenException', 403), '', 1],
    ['is asked for too much', () => refusal('com.amazonaws.sqs#OverLimit', 403), '', 1],
    ['refuses the batch', () => refusal('com.amazonaws.sqs#BatchRequestTooLong'), '', 4],
    [
      'refuses the content of one',
      (all) =>
        all.some(({ MessageBody }) => MessageBody.includes('of b'))
          ? refusal('com.amazonaws.sqs#InvalidMessageContents')
          : taking(all, 0),
      'ac',
      4,
    ],
    [
      'refuses a parameter of one',
      (all) =>
        all.some(({ MessageBody }) => MessageBody.includes('of b'))
          ? refusal('com.amazon.coral.service#InvalidParameterValueException')
          : taking(all, 0),
      'ac',
      4,
    ],
  ])('confirms and tries again as the SDK does: SQS %s', async (_, answer, confirmed, requests) => {
    const sent = await Promise.all([byJson, bySdk].map((open) => send(open, answer, THREE)));
    for (const each of sent) {
      expect([...each.confirmed].join('')).toBe(confirmed);
      expect(each.bodies).toHaveLength(requests);
    }
  });

  it('tries again after an answer that is no JSON, which the SDK gives up', async () => {
    const garbled = first([200, '<html>']);
    const [ours, sdks] = await Promise.all(
      [byJson, bySdk].map((open) => send(open, garbled, THREE)),
    );
    expect(ours?.confirmed).toEqual(new Set(['a', 'b', 'c']));
    expect(ours?.bodies[1]).toEqual(ours?.bodies[0]);
    expect(sdks?.confirmed).toEqual(new Set());
  });

  it('tries again when no answer comes in time, then confirms nothing', async () => {
    const waits = [byJson, bySdk].map(async (open) => {
      const server = await openStubServer(() => {});
      const confirmed = await open(`${server.url}/0/signups`, 60).send(THREE);
      const tries = server.requests.length;
      await server.close();
      return [confirmed.size, tries];
    });
    expect(await Promise.all(waits)).toEqual([
      [0, 2],
      [0, 2],
    ]);
  });

  it('confirms nothing when the connection is refused', async () => {
    expect(await byJson(`${NOWHERE}/0/signups`).send(THREE)).toEqual(new Set());
  });
});
