import { readFileSync } from 'node:fs';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseDeliveryFile } from '../../src/sources/delivery-file.ts';
import { sampleSources } from '../../src/local/samples/sources.ts';
import { createStandIns, type StandIns } from '../../src/local/sandbox/senders/stand-ins.ts';
import type { StoreSource } from '../../src/generated/types.ts';
import { anEvent } from '../support/an-event.ts';
import { type Consumer, openConsumer } from '../support/open-consumer.ts';
import { until } from '../support/until.ts';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await openConsumer();
});
afterAll(() => consumer.close());
beforeEach(() => {
  consumer.shopline.reset();
});

const TOOLS = ['surveycake', 'meta-lead-ads', 'hubspot', 'clover'] as const;

/** A stored delivery of a tool's sample, for a store of the test. */
function stored(tool: (typeof TOOLS)[number], store: string): string {
  const text = readFileSync(new URL(`../../events/webhooks/${tool}.json`, import.meta.url), 'utf8');
  const { headers, body } = parseDeliveryFile(text, 0) ?? {};
  return JSON.stringify({
    ...anEvent({
      id: `d-${store}`,
      source: `/webhooks/${store}/${tool}`,
      type: 'webhook.delivered',
    }),
    data: { store, source: tool, headers, body },
  });
}

function put(store: string, tool: string, sendersUrl: string, more: Partial<StoreSource> = {}) {
  const source = sampleSources('', sendersUrl)[tool];
  consumer.putStore(store, {
    platform: 'shopline',
    baseUrl: consumer.shopline.baseUrl,
    accessToken: 'sandbox-token',
    country: 'TW',
    sources: { [tool]: { ...source, ...more } },
  });
}

/** The text of a parameter that `receive` may read. */
async function parameter(name: string): Promise<string> {
  const answer = await fetch(consumer.parameterStore.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonSSM.GetParameter',
    },
    body: JSON.stringify({ Name: name, WithDecryption: true }),
  });
  return String(((await answer.json()) as { Parameter?: { Value?: string } }).Parameter?.Value);
}

const EXPECTED = {
  surveycake: {
    email: 'meiling.lin@example.com',
    name: '林美玲',
    is_subscribed_marketing_email: true,
  },
  'meta-lead-ads': { email: 'mei.chang@example.com', is_subscribed_marketing_email: true },
  hubspot: { email: 'liam.okafor@example.com', is_subscribed_marketing_email: false },
  clover: { email: 'grace.clover@example.com', is_subscribed_marketing_email: false },
} as const;

describe.each(TOOLS)('a delivery of %s', (tool) => {
  it('is fetched and delivered; the queue never holds the answers', async () => {
    const store = `e2e-${tool}`;
    put(store, tool, consumer.senders.url);
    const body = stored(tool, store);
    expect(body).not.toContain('@example.com');
    expect(await consumer.deliver(body)).toEqual([]);
    expect(consumer.shopline.customers()).toMatchObject([EXPECTED[tool]]);
    const text = await parameter(`/signup-relay/local/sources/${store}/${tool}`);
    expect(text).toContain(`"tool":"${tool === 'clover' ? 'custom' : tool}"`);
    expect(text).not.toContain('fetch');
  });

  it('waits while the tool is down, and loses nothing', async () => {
    const store = `down-${tool}`;
    const senders: StandIns = createStandIns();
    const url = await senders.listen();
    await senders.close();
    put(store, tool, url);
    const body = stored(tool, store);
    await consumer.send(body);
    await until(async () => (await consumer.counts('signups')).delayed > 0);
    expect(consumer.shopline.customers()).toEqual([]);
    const back = createStandIns();
    await back.listen({ port: Number(new URL(url).port) });
    await until(() => consumer.isDrained());
    expect(consumer.shopline.customers()).toMatchObject([EXPECTED[tool]]);
    expect(await consumer.receiveAll('deadLetters')).toEqual([]);
    await back.close();
  });
});

it('a wrong key of a form is a dead letter that a correction and a replay deliver', async () => {
  const fetch = { key: 'another-key-0000', iv: 'another-iv-00000' };
  const baseUrl = `${consumer.senders.url}/surveycake`;
  put('cake', 'surveycake', consumer.senders.url, { fetch: { ...fetch, baseUrl } });
  const body = stored('surveycake', 'cake');
  const [letter] = await consumer.deliver(body);
  expect(letter?.Body).toBe(body);
  expect(letter?.MessageAttributes?.['detail']?.StringValue).toContain('correct `key` and `iv`');
  put('cake', 'surveycake', consumer.senders.url);
  expect(await consumer.deliver(letter?.Body ?? '')).toEqual([]);
  expect(consumer.shopline.customers()).toMatchObject([EXPECTED.surveycake]);
});

it('a credential in the parameter of the source is never used: its deliveries wait', async () => {
  put('stray', 'hubspot', consumer.senders.url);
  const name = '/signup-relay/local/sources/stray/hubspot';
  const own = sampleSources('', consumer.senders.url)['hubspot'];
  consumer.parameterStore.put(name, JSON.stringify(own));
  const record = { messageId: 'm', body: stored('hubspot', 'stray') };
  await consumer.handler({ Records: [record] } as SQSEvent);
  expect(consumer.shopline.customers()).toEqual([]);
});
