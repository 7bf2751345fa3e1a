import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lambdaContext } from '../../src/local/lambda/context.ts';
import { openHttpFront, type HttpFront } from '../../src/local/lambda/http-front.ts';
import { sampleSecret } from '../../src/local/samples/sources.ts';
import { anEvent } from '../support/an-event.ts';
import { openConsumer, type Consumer } from '../support/open-consumer.ts';
import { until } from '../support/until.ts';
import { loadDoor } from '../support/load-door.ts';

let consumer: Consumer;
let front: HttpFront;
beforeAll(async () => {
  consumer = await openConsumer();
  front = await openHttpFront({ port: 0 });
  process.env['PUBLIC_URL'] = front.url;
  const { handler } = await loadDoor<typeof import('../../src/main/receive.ts')>('receive');
  front.serve((event) =>
    handler(
      event as Parameters<typeof handler>[0],
      lambdaContext('receive', () => 10_000),
    ),
  );
}, 60_000);
afterAll(() => Promise.all([front.close(), consumer.close()]));

const STORES = { shopline: 'tw-main', shoplazza: 'us-main' } as const;
/** Whole seconds, as Shoplazza's times have. */
const ago = (seconds: number): string => new Date(Date.now() - seconds * 1_000).toISOString();
const FIRST = ago(7_200);
let events = 0;

describe.each(['shopline', 'shoplazza'] as const)('a shop of %s that posts its changes', (name) => {
  const store = STORES[name];
  const email = `${name}@example.com`;
  const consent = name === 'shopline' ? 'is_subscribed_marketing_email' : 'accepts_marketing';
  const customers = (): readonly Readonly<Record<string, unknown>>[] =>
    consumer[name].customers().map((one) => Object.fromEntries(Object.entries(one)));
  const grant = (at: string, time = FIRST): string =>
    JSON.stringify(
      anEvent({
        id: `hook-${(events += 1)}`,
        time,
        data: { store, customer: { email }, consent: { email: { state: 'granted', at } } },
      }),
    );
  const hook = () => ({
    url: `${front.url}/webhooks/${store}/${name}`,
    secret: sampleSecret(name),
  });
  const answers: number[] = [];
  const accepted: string[] = [];
  /** Until `consume` has seen the post with this text. */
  const settled = async (text: string) => {
    await until(() => accepted.some((body) => body.includes(text)));
    await until(() => consumer.isDrained());
  };

  it('tells of an unsubscribe, and an old grant stays down without a look', async () => {
    const fetched = globalThis.fetch;
    const watched: typeof fetch = async (...given) => {
      const response = await fetched(...given);
      if (!response.url.startsWith(front.url)) return response;
      answers.push(response.status);
      if (response.ok) accepted.push(JSON.stringify(given[1]?.body));
      return response;
    };
    globalThis.fetch = watched;
    try {
      consumer[name].postTo(hook());
      expect(await consumer.deliver(grant(FIRST))).toEqual([]);
      await settled(email);
      const [{ id } = { id: '' }] = customers();
      const changed = { [consent]: false, updated_at: ago(-2) };
      consumer[name].edit(String(id), changed);
      await settled(changed.updated_at);
      const calls = consumer[name].calls().length;
      expect(await consumer.deliver(grant(ago(3_600), ago(9_000)))).toEqual([]);
      expect(customers()).toMatchObject([{ [consent]: false }]);
      expect(consumer[name].calls()).toHaveLength(calls);

      // A wrong signature: the same answer as for a source that does not exist, and nothing is noted.
      answers.length = 0;
      consumer[name].postTo({ ...hook(), secret: 'another-secret-0123456789' });
      consumer[name].edit(String(id), { [consent]: true, updated_at: ago(-4) });
      await until(() => answers.includes(401));
      consumer[name].postTo(undefined);
      const headers = { 'content-type': 'application/json' };
      const [wrong, nowhere] = await Promise.all(
        [hook().url, `${front.url}/webhooks/${store}/nowhere`].map(async (url) => {
          const answer = await fetched(url, { method: 'POST', headers, body: '{}' });
          return { status: answer.status, body: await answer.text() };
        }),
      );
      expect(wrong).toEqual(nowhere);
      expect(await consumer.isDrained()).toBe(true);
    } finally {
      globalThis.fetch = fetched;
    }
  }, 30_000);
});
