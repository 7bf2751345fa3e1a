import { afterAll, beforeAll, expect, it } from 'vitest';
import { anEvent } from '../support/an-event.ts';
import { type Consumer, openConsumer } from '../support/open-consumer.ts';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await openConsumer();
});
afterAll(() => consumer.close());

const withFields = (fields: Readonly<Record<string, string>>): object => ({
  platform: 'shopline',
  baseUrl: consumer.shopline.baseUrl,
  accessToken: 'sandbox-token',
  country: 'TW',
  sources: { join: { tool: 'typeform', secrets: ['not-a-secret'], fields } },
});

const delivery = JSON.stringify({
  ...anEvent({ id: 'd-1', type: 'webhook.delivered' }),
  data: {
    store: 'tw-forms',
    source: 'join',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      event_id: 'ev-1',
      event_type: 'form_response',
      form_response: {
        form_id: 'f',
        token: 't-1',
        submitted_at: '2026-11-20T03:00:00Z',
        definition: { fields: [] },
        answers: [
          {
            type: 'text',
            text: 'ada@example.com',
            field: { id: '1', type: 'short_text', ref: 'how-to-reach-you' },
          },
        ],
      },
    }),
  },
});

it('a delivery that cannot be mapped names the field, and a replay delivers it after a correction of the mapping', async () => {
  consumer.putStore('tw-forms', withFields({ phone: 'no-such-question' }));
  const [letter] = await consumer.deliver(delivery);
  expect(letter?.Body).toBe(delivery);
  expect(letter?.MessageAttributes?.['reason']?.StringValue).toMatch(
    /^invalid_(?:delivery|signup)$/,
  );
  expect(letter?.MessageAttributes?.['detail']?.StringValue).toMatch(/phone|e-mail/);

  consumer.putStore('tw-forms', withFields({ email: 'how-to-reach-you' }));
  const attributes = Object.entries(letter?.MessageAttributes ?? {}).map(
    ([name, { StringValue = '' }]) => [name, StringValue] as const,
  );
  await consumer.send(letter?.Body ?? '', Object.fromEntries(attributes));
  expect(await consumer.deliver()).toEqual([]);
  expect(consumer.shopline.customers()).toMatchObject([{ email: 'ada@example.com' }]);
});
