import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Delivery, Event } from '../../src/generated/types.ts';
import { aCloudEvent } from '../support/a-cloud-event.ts';
import { aRequest } from '../support/a-request.ts';
import { type Embedded, openEmbedded } from '../support/embedded.ts';
import type { ZippedFunction } from '../support/function-zip.ts';
import { type PackagedService, packageService } from '../support/package-service.ts';
import { openPackaged } from '../support/packaged.ts';
import { aSecret, signAs } from '../support/sign-as.ts';

const PUBLIC_URL = 'https://hooks.example.com';
/** An unused port. */
const NOWHERE = 'http://127.0.0.1:9';

let service: PackagedService;
let embedded: Embedded;
beforeAll(async () => {
  [service, embedded] = await Promise.all([packageService(), openEmbedded()]);
  embedded.putStore('tw-main', {
    platform: 'shopline',
    // Every shop is down.
    baseUrl: NOWHERE,
    accessToken: 'x',
    userAgent: 'test',
    sources: {
      form: { tool: 'typeform', secrets: [aSecret('typeform')] },
      till: { tool: 'square', secrets: [aSecret('square')] },
      backend: { tool: 'standard-webhooks', secrets: [aSecret('standard-webhooks')] },
    },
  });
  await Promise.all([embedded.shopline.close(), embedded.shoplazza.close()]);
}, 120_000);
afterAll(() => Promise.all([service.close(), embedded.close()]));

/** The settings of `receive` on AWS, without those of consume. */
function environment(): Record<string, string> {
  const { SIGNUPS_QUEUE_URL, SOURCES_PATH, ...others } = embedded.env;
  const aws = Object.entries(others).filter(([name]) => name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(aws),
    SIGNUPS_QUEUE_URL: SIGNUPS_QUEUE_URL ?? '',
    SOURCES_PATH: SOURCES_PATH ?? '',
    PUBLIC_URL,
    AWS_ENDPOINT_URL_DYNAMODB: NOWHERE,
  };
}

async function open(env: Readonly<Record<string, string>> = {}): Promise<ZippedFunction> {
  const lambda = await openPackaged('receive', { ...environment(), ...env }, service);
  onTestFinished(() => lambda.close());
  return lambda;
}

function genuine(source: string, tool: 'typeform' | 'square' | 'standard-webhooks', body: string) {
  const url = `${PUBLIC_URL}/webhooks/tw-main/${source}`;
  const headers = signAs(tool, { secret: aSecret(tool), url, now: Date.now(), body });
  return aRequest({ source, body, headers });
}

describe('the packaged function receive', () => {
  it('accepts deliveries while every shop is down, with one log line each', async () => {
    const lambda = await open();
    const bodies = ['{"event_type":"form_response"}', '{"type":"customer.created"}'];
    const requests = [
      genuine('form', 'typeform', bodies[0] ?? ''),
      genuine('till', 'square', bodies[1] ?? ''),
      genuine('backend', 'standard-webhooks', JSON.stringify(aCloudEvent())),
    ];
    for (const request of requests) {
      const { response, lines } = await lambda.invoke(request);
      expect(response).toMatchObject({ statusCode: 200 });
      const { id } = JSON.parse((response as { body: string }).body) as { id: string };
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      const { source = '' } = request.pathParameters ?? {};
      expect(told.filter((line) => !('_aws' in line))).toMatchObject([
        { message: 'request', outcome: 'accepted', store: 'tw-main', source, id, status: 200 },
      ]);
      expect(told.filter((line) => '_aws' in line)).toMatchObject([{ Accepted: 1 }]);
    }
    const messages = await embedded.receiveAll('signups');
    const stored = messages.map(({ Body }) => (JSON.parse(Body ?? '') as Event).data as Delivery);
    const sent = requests.map(({ body }) => body);
    expect(new Set(stored.map(({ body }) => body))).toEqual(new Set(sent));
    expect(stored).toHaveLength(sent.length);
    expect(messages[0]?.Attributes).toMatchObject({ MessageGroupId: 'tw-main' });
  });

  it('accepts a delivery of 1,000,000 bytes', async () => {
    const lambda = await open();
    const request = genuine('form', 'typeform', 'x'.repeat(1_000_000));
    expect((await lambda.invoke(request)).response).toMatchObject({ statusCode: 200 });
    const [message] = await embedded.receiveAll('signups');
    expect(message?.Body?.length).toBeGreaterThan(1_000_000);
  });

  it('refuses forged deliveries and queues nothing', async () => {
    const lambda = await open();
    const { body, ...unsigned } = genuine('form', 'typeform', '{}');
    for (const request of [{ ...unsigned, body: `${body} ` }, aRequest({ store: 'nobody' })]) {
      const { response, lines } = await lambda.invoke(request);
      expect(response).toMatchObject({ statusCode: 401 });
      expect(lines.join('\n')).toContain('"outcome":"refused"');
    }
    expect(await embedded.receiveAll('signups')).toEqual([]);
  });

  it.each([
    [
      'the queue',
      { SIGNUPS_QUEUE_URL: `${NOWHERE}/000000000000/signups` },
      'the queue did not confirm the delivery',
    ],
    ['Parameter Store', { AWS_ENDPOINT_URL_SSM: NOWHERE }, 'Parameter Store cannot be reached'],
  ])('answers 503 in time while %s cannot be reached', async (_, env, why) => {
    const lambda = await open(env);
    const { response, lines } = await lambda.invoke(genuine('form', 'typeform', '{}'), {
      remainingMs: 10_000,
    });
    expect(response).toMatchObject({ statusCode: 503, headers: { 'retry-after': '30' } });
    expect(lines.join('\n')).toContain(why);
  });

  it('does not start without its settings, and lists all missing ones in one error', async () => {
    const names = ['SIGNUPS_QUEUE_URL', 'SOURCES_PATH', 'PUBLIC_URL'];
    const env = Object.fromEntries(names.map((name) => [name, '']));
    const error = await open(env).catch((thrown: unknown) => String(thrown));
    for (const name of names) expect(error).toContain(`${name} must be`);
  });
});
