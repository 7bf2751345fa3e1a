import { describe, expect, it } from 'vitest';
import type { StoreSource } from '../../src/generated/types.ts';
import { aCloudEvent } from '../support/a-cloud-event.ts';
import { aRequest } from '../support/a-request.ts';
import { aSecret, signAs } from '../support/sign-as.ts';
import { NOW, openReceive } from './open-receive.ts';

const tool = 'standard-webhooks';
const secret = aSecret(tool);
const sources: Readonly<Record<string, StoreSource>> = { backend: { tool, secrets: [secret] } };
const BATCH = 'application/cloudevents-batch+json';

function post(content: unknown, headers: Readonly<Record<string, string>> = {}) {
  const body = typeof content === 'string' ? content : JSON.stringify(content);
  const signature = signAs(tool, { secret, body, url: '', now: NOW });
  return aRequest({ source: 'backend', body, headers: { ...headers, ...signature } });
}

describe('the native source', () => {
  const { data, ...attributes } = aCloudEvent();
  const binary = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [`CE-${name}`, String(value)]),
  );

  it.each([
    ['an event', post(aCloudEvent())],
    ['a batch', post([aCloudEvent(), aCloudEvent({ id: '2' })], { 'content-type': BATCH })],
    ['an event in headers', post(data, binary)],
    [
      'an event without a store',
      post(aCloudEvent({ data: { customer: { email: 'a@b.example' } } })),
    ],
  ])('accepts %s and stores it whole', async (_, request) => {
    const { receive, delivery } = openReceive(sources);
    expect(await receive(request)).toMatchObject({ statusCode: 200 });
    expect(delivery().body).toBe(request.body);
  });

  it('answers a bad event with its errors and without values, and stores nothing', async () => {
    const { receive, copies, reports } = openReceive(sources);
    const customer = { email: 'ada-at-example', phone: 12, 'bob@example.com': 1 };
    const answer = await receive(post(aCloudEvent({ data: { store: 'tw-main', customer } })));
    expect(answer).toMatchObject({
      statusCode: 422,
      headers: { 'content-type': 'application/problem+json' },
    });
    const problem = JSON.parse(answer.body ?? '') as { readonly errors: readonly object[] };
    expect(problem).toMatchObject({
      type: 'about:blank',
      title: 'The event is not valid',
      status: 422,
    });
    expect(problem.errors).toContainEqual({
      pointer: '/data/customer/email',
      rule: 'format',
      detail: 'must be an e-mail address',
    });
    expect(JSON.stringify([answer, reports])).not.toMatch(/ada|bob/);
    expect(reports).toMatchObject([{ outcome: 'invalid', status: 422, tool }]);
    expect(copies).toEqual([]);
  });

  it.each([
    ['no JSON', post('{"email":"ada@example.com'), ''],
    ['one bad event of a batch', post([aCloudEvent(), {}], { 'content-type': BATCH }), '/1'],
    ['a delivery in a delivery', post(aCloudEvent({ type: 'webhook.delivered' })), '/type'],
    ['no body', post(''), ''],
  ])('refuses %s', async (_, request, pointer) => {
    const { receive, copies } = openReceive(sources);
    const answer = await receive(request);
    expect(answer).toMatchObject({ statusCode: 422 });
    expect(answer.body).toContain(`"pointer":"${pointer}"`);
    expect(answer.body).not.toContain('ada');
    expect(copies).toEqual([]);
  });

  it('stores nothing for an empty batch', async () => {
    const { receive, copies } = openReceive(sources);
    const answer = await receive(post([], { 'content-type': BATCH }));
    expect(answer).toMatchObject({ statusCode: 200, body: '{"accepted":0}' });
    expect(copies).toEqual([]);
  });
});
