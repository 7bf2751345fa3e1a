import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anEvent } from '../support/an-event.ts';
import { type Consumer, openConsumer } from '../support/open-consumer.ts';

let consumer: Consumer;
let tests = 0;
beforeAll(async () => {
  consumer = await openConsumer();
});
afterAll(() => consumer.close());
beforeEach(() => {
  consumer.shopline.reset();
  consumer.shoplazza.reset();
});

const json = (value: unknown): string => JSON.stringify(value);
const customer = (fields: object): string =>
  json(anEvent({ data: { customer: { email: 'bad@example.com', ...fields } } }));
const only = (fields: object): string => json(anEvent({ data: { customer: fields } }));
const signup = (fields: object): string =>
  json(anEvent({ data: fields as Record<string, unknown> }));
const shoplazza = (parameters: object): string =>
  json(
    anEvent({
      data: { store: 'us-main', customer: { email: 'bad@example.com' }, shoplazza: parameters },
    }),
  );
const shopline = (parameters: object): string => signup({ shopline: parameters });
const webhook = (data: object): string => json({ ...anEvent({ type: 'webhook.delivered' }), data });
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const address = { line1: '1 Road', city: 'Taipei', countryCode: 'TW' };
/** JSON.parse makes an own property of `__proto__`; an object literal cannot. */
const withProto = (body: string, place: string): string =>
  body.replace(place, `"__proto__":{"admin":true},${place}`);

const BAD: readonly { readonly name: string; readonly body: string; readonly reason: string }[] = [
  { name: 'not JSON', body: 'email=ada@example.com', reason: 'invalid_json' },
  { name: 'half a JSON document', body: '{"specversion":"1.0",', reason: 'invalid_json' },
  { name: 'JSON that is no object', body: '42', reason: 'invalid_event' },
  { name: 'null', body: 'null', reason: 'invalid_event' },
  { name: 'an empty object', body: '{}', reason: 'invalid_event' },
  {
    name: 'a wrong CloudEvents version',
    body: json({ ...anEvent(), specversion: '0.3' }),
    reason: 'invalid_event',
  },
  { name: 'a missing id', body: json({ ...anEvent(), id: undefined }), reason: 'invalid_event' },
  { name: 'an empty id', body: json(anEvent({ id: '' })), reason: 'invalid_event' },
  {
    name: 'a missing source',
    body: json({ ...anEvent(), source: undefined }),
    reason: 'invalid_event',
  },
  {
    name: 'an unknown type',
    body: json(anEvent({ type: 'customer.deleted' })),
    reason: 'invalid_event',
  },
  {
    name: 'a time that is none',
    body: json(anEvent({ time: 'yesterday' })),
    reason: 'invalid_event',
  },
  {
    name: 'an event of something else inside EventBridge',
    body: json({ 'detail-type': 'Order', source: 'x', detail: { order: 1 } }),
    reason: 'invalid_event',
  },
  {
    name: 'a notification of S3',
    body: json({
      Records: [{ eventSource: 'aws:s3', s3: { object: { key: 'bad@example.com' } } }],
    }),
    reason: 'invalid_event',
  },
  {
    name: 'a batch of one bad event',
    body: json([anEvent({ data: { customer: { email: 'bad@' } } })]),
    reason: 'invalid_signup',
  },
  {
    name: 'a list that holds no event',
    body: json([{ id: 'e-1' }]),
    reason: 'invalid_event',
  },
  {
    name: 'text that is not JSON inside SNS',
    body: json({ Type: 'Notification', TopicArn: 'arn:aws:sns:a:1:t', Message: 'hello' }),
    reason: 'invalid_json',
  },
  { name: 'an unknown store', body: signup({ store: 'no-such-store' }), reason: 'unknown_store' },
  {
    name: 'a store that climbs out of its path',
    body: signup({ store: '../ledger-key' }),
    reason: 'invalid_signup',
  },
  { name: 'a bad e-mail', body: customer({ email: 'ada at example' }), reason: 'invalid_signup' },
  { name: 'an impossible phone', body: customer({ phone: '+8861' }), reason: 'invalid_signup' },
  {
    name: 'letters for a phone',
    body: customer({ phone: 'call me maybe' }),
    reason: 'invalid_signup',
  },
  { name: 'neither e-mail nor phone', body: only({ name: 'Ada' }), reason: 'invalid_signup' },
  {
    name: 'both contacts null',
    body: only({ email: null, phone: null }),
    reason: 'invalid_signup',
  },
  {
    name: 'six addresses',
    body: customer({
      addresses: Array.from({ length: 6 }, (_, n) => ({ ...address, line1: `${n} Road` })),
    }),
    reason: 'invalid_signup',
  },
  {
    name: 'a birthday in 1899',
    body: customer({ birthday: '1899-12-31' }),
    reason: 'invalid_signup',
  },
  {
    name: 'a birthday that no calendar has',
    body: customer({ birthday: '1992-02-30' }),
    reason: 'invalid_signup',
  },
  { name: 'an unknown field', body: customer({ emial: 'x' }), reason: 'invalid_signup' },
  {
    name: 'a consent that is a boolean',
    body: signup({ consent: { email: true } }),
    reason: 'invalid_signup',
  },
  {
    name: 'a consent of an unknown state',
    body: signup({ consent: { email: { state: 'maybe' } } }),
    reason: 'invalid_signup',
  },
  {
    name: 'a 5-character password',
    body: shoplazza({ password: '12345', password_confirmation: '12345' }),
    reason: 'invalid_request',
  },
  {
    name: 'a password without its confirmation',
    body: shoplazza({ password: '123456' }),
    reason: 'invalid_request',
  },
  {
    name: 'a password with another confirmation',
    body: shoplazza({ password: '123456', password_confirmation: '654321' }),
    reason: 'invalid_request',
  },
  {
    name: 'a Shoplazza parameter that does not exist',
    body: shoplazza({ nickname: 'x' }),
    reason: 'invalid_request',
  },
  {
    name: 'a SHOPLINE parameter that does not exist',
    body: shopline({ nickname: 'x' }),
    reason: 'invalid_request',
  },
  {
    name: 'a SHOPLINE parameter of a wrong type',
    body: shopline({ is_member: 'yes' }),
    reason: 'invalid_request',
  },
  {
    name: 'a mobile without its calling code',
    body: shopline({ mobile_phone: '0912345678' }),
    reason: 'invalid_request',
  },
  {
    name: 'a birthday beside its parts',
    body: shopline({ birthday: '1992-05-14', birth_year: 1992 }),
    reason: 'invalid_request',
  },
  {
    name: '__proto__ in the envelope',
    body: withProto(json(anEvent()), '"specversion"'),
    reason: 'invalid_event',
  },
  {
    name: '__proto__ in the data',
    body: withProto(json(anEvent()), '"store"'),
    reason: 'invalid_signup',
  },
  {
    name: '__proto__ in the customer',
    body: withProto(json(anEvent()), '"email"'),
    reason: 'invalid_signup',
  },
  {
    name: '__proto__ in the platform parameters',
    body: withProto(shopline({ memo: 'x' }), '"memo"'),
    reason: 'invalid_signup',
  },
  { name: 'deep nesting', body: nested(50_000), reason: 'invalid_event' },
  {
    name: 'deep nesting inside',
    body: json(anEvent()).replace('"ada@example.com"', nested(20_000)),
    reason: 'invalid_event',
  },
  {
    name: 'wrong types everywhere',
    body: json({ specversion: 1, id: [], source: {}, type: null, time: 5, data: 'x' }),
    reason: 'invalid_event',
  },
  {
    name: 'wrong types everywhere inside',
    body: signup({
      store: 1,
      customer: { email: {}, phone: [], name: 5, tags: 'a', addresses: {} },
      consent: [],
      options: 'x',
    }),
    reason: 'invalid_signup',
  },
  { name: 'data that is a list', body: json({ ...anEvent(), data: [] }), reason: 'invalid_signup' },
  { name: 'no data', body: json({ ...anEvent(), data: undefined }), reason: 'invalid_event' },
  { name: 'a body of 1 MiB', body: `{"x":"${'a'.repeat(1_048_568)}"}`, reason: 'invalid_event' },
  {
    name: 'a webhook delivery for a source that is not there',
    body: webhook({ store: 'tw-main', source: 'x', headers: {}, body: '' }),
    reason: 'unknown_source',
  },
  {
    name: 'a webhook delivery without a body',
    body: webhook({ store: 'tw-main', source: 'x', headers: {} }),
    reason: 'invalid_delivery',
  },
  {
    name: 'a webhook delivery for a store that is not there',
    body: webhook({ store: 'nobody', source: 'x', headers: {}, body: '' }),
    reason: 'unknown_store',
  },
];

describe('bad input becomes one dead letter after one receive, and the good messages of the batch are delivered', () => {
  it.each(BAD)('$name → $reason', async ({ body, reason }) => {
    // The ledger survives a reset of the shop, so every test needs its own customer.
    const email = `good-${(tests += 1)}@example.com`;
    const good = json(anEvent({ data: { customer: { email } } }));
    const letters = await consumer.deliver(good, body);
    expect(letters).toHaveLength(1);
    expect(letters[0]?.Body).toBe(body);
    // A body of 1 MiB leaves no room for attributes.
    const hasRoom = Buffer.byteLength(body) < 1_000_000;
    const attributes = letters[0]?.MessageAttributes ?? {};
    expect(attributes['reason']?.StringValue).toBe(hasRoom ? reason : undefined);
    expect(attributes['attempts']?.StringValue).toBe(hasRoom ? '0' : undefined);
    expect(attributes['detail']?.StringValue ?? '').toMatch(hasRoom ? /\S/ : /^$/);
    expect(consumer.shoplazza.calls()).toEqual([]);
    expect(consumer.shopline.customers().map((one) => one.email)).toEqual([email]);
    const asked = consumer.shopline.calls().map((call) => JSON.stringify(call));
    expect(asked.filter((call) => call.includes('bad@'))).toEqual([]);
  });
});

it('delivers what comes as a batch, as base64, as JSON within JSON, and as a bare signup in EventBridge', async () => {
  const of = (name: string): object =>
    anEvent({ id: name, data: { customer: { email: `${name}@example.com` } } });
  const { data } = anEvent({ data: { customer: { email: 'forms-5@example.com' } } });
  const event = {
    id: 'eb-1',
    'detail-type': 'customer.signed_up',
    source: 'crm',
    detail: { data },
  };
  const letters = await consumer.deliver(
    json([of('forms-1'), { ...of('forms-x'), type: 'other' }, of('forms-2')]),
    Buffer.from(json(of('forms-3'))).toString('base64'),
    json(json(of('forms-4'))),
    json(event),
    json(event),
  );
  expect(letters).toHaveLength(1);
  expect(letters[0]?.MessageAttributes?.['detail']?.StringValue).toMatch(
    /^1 of 3 signups in this delivery: entry 2 of the batch: /,
  );
  const emails = consumer.shopline.customers().map(({ email }) => email);
  expect(new Set(emails)).toEqual(new Set([1, 2, 3, 4, 5].map((at) => `forms-${at}@example.com`)));
  expect(emails).toHaveLength(5);
});
