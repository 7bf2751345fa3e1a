import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp, type HttpCall, HttpError } from '../../src/http/http.ts';
import { openStubServer, type StubServer } from '../support/stub-server.ts';

let server: StubServer;
afterEach(() => server.close());

const aCall = (overrides: Partial<HttpCall> = {}): HttpCall => ({
  method: 'GET',
  url: new URL(`${server.url}/v1/customers?query=ada%40example.com`),
  headers: {},
  timeoutMs: 5_000,
  ...overrides,
});
const errorOf = async (overrides: Partial<HttpCall> = {}): Promise<HttpError> => {
  const error: unknown = await createHttp()(aCall(overrides)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HttpError);
  expect(String(error)).not.toMatch(/ada|127\.0\.0\.1|query/);
  return error as HttpError;
};

describe('createHttp', () => {
  it('sends JSON with its length in bytes, its headers and its query', async () => {
    let body = '';
    const answerIt = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      body = await text(request);
      response.writeHead(201, { 'X-Request-Id': 'r-1' }).end('{"id":"c-1"}');
    };
    server = await openStubServer((request, response) => void answerIt(request, response));
    const headers = { authorization: 'Bearer token' };
    const answer = await createHttp()(aCall({ method: 'POST', headers, body: { name: '王' } }));
    expect(answer).toMatchObject({
      status: 201,
      headers: { 'x-request-id': 'r-1' },
      body: { id: 'c-1' },
    });
    expect(body).toBe('{"name":"王"}');
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      url: '/v1/customers?query=ada%40example.com',
      headers: {
        host: new URL(server.url).host,
        'content-type': 'application/json',
        'content-length': '14',
        accept: 'application/json',
        authorization: 'Bearer token',
      },
    });
  });

  it('sends a call without a body without its headers', async () => {
    server = await openStubServer((_, response) => response.end('{}'));
    await createHttp()(aCall());
    expect(server.requests[0]?.headers).not.toHaveProperty('content-type');
    expect(server.requests[0]?.headers).not.toHaveProperty('content-length');
  });

  it('uses one connection for calls that follow each other', async () => {
    server = await openStubServer((_, response) => response.end('{}'));
    const http = createHttp();
    for (let calls = 0; calls < 5; calls += 1) await http(aCall());
    expect(server.requests).toHaveLength(5);
    expect(server.connections()).toBe(1);
  });

  it.each<[string, number, string, unknown]>([
    ['JSON', 200, '{"a":1}', { a: 1 }],
    ['what is not JSON as text', 502, '<h1>Bad gateway</h1>', '<h1>Bad gateway</h1>'],
    ['nothing', 204, '', undefined],
    ['blanks', 200, ' \n', undefined],
    ['a redirect without following it', 302, '', undefined],
    ['a failure', 503, '{"errors":["busy"]}', { errors: ['busy'] }],
  ])('answers with %s', async (_, status, content, body) => {
    server = await openStubServer((_request, response) =>
      response.writeHead(status, { location: '/elsewhere' }).end(content),
    );
    expect(await createHttp()(aCall())).toMatchObject({ status, body });
    expect(server.requests).toHaveLength(1);
  });

  it('reads an answer of 2 MB and refuses to read on', async () => {
    const lengths = [2_000_000, 2_000_001];
    server = await openStubServer((_, response) => response.end('x'.repeat(lengths.shift() ?? 0)));
    expect((await createHttp()(aCall())).body).toHaveLength(2_000_000);
    expect(await errorOf()).toMatchObject({ message: 'the answer is too long', maybeSent: true });
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ['does not answer', () => {}],
    ['stops within the head', (request) => request.socket.write('HTTP/1.1 200 OK\r\ncontent-')],
    [
      'stops within the body',
      (_, response) => response.writeHead(200, { 'content-length': 9 }).write('{"a'),
    ],
  ])('gives up in time on a server that %s', async (_, answer) => {
    server = await openStubServer(answer);
    expect(await errorOf({ timeoutMs: 200 })).toMatchObject({
      message: 'no answer in time',
      maybeSent: true,
    });
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ['after the request', (request) => request.socket.destroy()],
    ['with a reset', (request) => request.socket.resetAndDestroy()],
    [
      'within the answer',
      (request, response) => {
        response.writeHead(200, { 'content-length': 9 });
        response.write('{"a', () => request.socket.destroy());
      },
    ],
    ['after something that is not HTTP', (request) => request.socket.end('220 smtp ready\r\n')],
  ])('may have been heard by a server that hangs up %s', async (_, answer) => {
    server = await openStubServer(answer);
    expect(await errorOf({ method: 'POST', body: {} })).toMatchObject({ maybeSent: true });
  });

  it('was certainly not sent where no server listens or no such host exists', async () => {
    server = await openStubServer(() => {});
    const url = new URL(`${server.url}/?query=ada`);
    await server.close();
    expect(await errorOf({ url })).toMatchObject({ message: 'ECONNREFUSED', maybeSent: false });
    const nowhere = new URL('http://nowhere.invalid/?query=ada');
    expect(await errorOf({ url: nowhere })).toMatchObject({ maybeSent: false });
  });

  it('was certainly not heard where TLS is spoken to a server that speaks none', async () => {
    server = await openStubServer(() => {});
    const url = new URL(`${server.url.replace('http:', 'https:')}/?query=ada`);
    await errorOf({ url });
    expect(server.requests).toEqual([]);
  });
});
