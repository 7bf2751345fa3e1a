import { request } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpFront, openHttpFront } from '../../../src/local/lambda/http-front.ts';

let front: HttpFront;
let event: APIGatewayProxyEventV2 | undefined;
let answer: () => unknown;
beforeAll(async () => {
  front = await openHttpFront({ port: 0 });
  front.serve(async (given) => {
    event = given as APIGatewayProxyEventV2;
    return answer();
  });
});
afterAll(() => front.close());

async function post(path: string, init: RequestInit = {}): Promise<Response> {
  event = undefined;
  answer = () => ({ statusCode: 200, headers: { 'x-a': 'b' }, body: '{"accepted":1}' });
  return fetch(`${front.url}${path}`, { method: 'POST', body: 'é', ...init });
}

describe('the HTTP front of the local run', () => {
  it.each([
    ['/webhooks/tw-main/typeform', { store: 'tw-main', source: 'typeform' }, ''],
    [
      '/webhooks/tw-main/jotform/a%20secret?a=1&a=%202',
      { store: 'tw-main', source: 'jotform', secret: 'a secret' },
      'a=1&a=%202',
    ],
    ['/webhooks/a/%E0', { store: 'a', source: '%E0' }, ''],
  ])('turns %s into API Gateway’s event', async (path, pathParameters, rawQueryString) => {
    const response = await post(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-a')).toBe('b');
    expect(await response.text()).toBe('{"accepted":1}');
    expect(event).toMatchObject({
      version: '2.0',
      rawPath: path.split('?')[0],
      rawQueryString,
      pathParameters,
      requestContext: { http: { method: 'POST', sourceIp: '127.0.0.1' } },
      body: 'é',
      isBase64Encoded: false,
    });
  });

  it.each([
    ['text', Buffer.from('{"a":"é😀"}'), false],
    ['a byte order mark', Buffer.from('\uFEFF{}'), false],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0x00, 0xa4, 0xe9]), true],
  ])('passes on %s byte for byte', async (_, bytes, isBase64Encoded) => {
    await post('/webhooks/a/b', { body: new Uint8Array(bytes) });
    expect(event?.isBase64Encoded).toBe(isBase64Encoded);
    const got = Buffer.from(event?.body ?? '', isBase64Encoded ? 'base64' : 'utf8');
    expect(got).toEqual(bytes);
  });

  it('omits an empty body', async () => {
    await post('/webhooks/a/b', { body: '' });
    expect(event).toMatchObject({ isBase64Encoded: false });
    expect(event).not.toHaveProperty('body');
  });

  it('writes header names in lower case and joins repeated headers', async () => {
    event = undefined;
    const { port } = new URL(front.url);
    const status = await new Promise((resolve, reject) => {
      const headers = { 'X-Twice': ['a', 'b'], 'X-Once': 'C' };
      request({ host: '127.0.0.1', port, path: '/webhooks/a/b', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
    expect(event).toMatchObject({ headers: { 'x-twice': 'a,b', 'x-once': 'C' } });
  });

  it.each([
    '/webhooks',
    '/webhooks/a',
    '/webhooks/a/b/c/d',
    '/webhooks//b',
    '/thank-you',
    '/pages/thanks.html',
    '/..%2fpackage.json',
  ])('answers 404 at %s', async (path) => {
    expect((await post(path)).status).toBe(404);
    expect((await fetch(`${front.url}${path}`)).status).toBe(404);
    expect(event).toBeUndefined();
  });

  it.each(['/', '/thanks'])('serves a page at %s', async (path) => {
    const response = await fetch(`${front.url}${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('serves the page in the language of the browser, and its style sheet', async () => {
    const headers = { 'accept-language': 'zh-TW,zh;q=0.9,en;q=0.8' };
    const page = await fetch(`${front.url}/?signup_error=contact`, { headers });
    expect(page.headers.get('content-language')).toBe('zh-TW');
    expect(await page.text()).toContain('role="alert">');
    const style = await fetch(`${front.url}/page.css`);
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(await style.text()).toContain(':root');
  });

  it('answers 500 if the function throws, and 413 to bodies beyond API Gateway’s limit', async () => {
    const failed = post('/webhooks/a/b');
    answer = () => {
      throw new Error('on purpose');
    };
    expect((await failed).status).toBe(500);
    const body = new Uint8Array(10_485_761);
    expect((await post('/webhooks/a/b', { body })).status).toBe(413);
    expect(event).toBeUndefined();
  });
});
