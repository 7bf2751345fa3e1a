import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../../src/event/errors.ts';
import { standardWebhooks } from '../../../src/sources/tools/standard-webhooks.ts';
import { aCloudEvent } from '../../support/a-cloud-event.ts';
import { thrownBy } from '../../support/thrown-by.ts';

const read = (body: unknown, type = 'application/json') =>
  standardWebhooks.read(
    {
      store: 'tw-main',
      source: 'backend',
      receivedAt: 0,
      headers: { 'content-type': type },
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    },
    { config: { tool: 'standard-webhooks' }, country: undefined },
  );

const BATCH = 'application/cloudevents-batch+json';
const customer = { email: 'ada@example.com' };

describe('the native source', () => {
  it('reads one event; its source and id together are its identity', () => {
    const event = aCloudEvent({ id: 'e-1', source: '/pos', data: { customer } });
    expect(read(event)).toEqual([
      {
        kind: 'signup',
        type: 'customer.signed_up',
        id: '/pos#e-1',
        time: '2026-11-22T03:04:05Z',
        data: { customer },
      },
    ]);
  });

  it('never gives two events one identity', () => {
    const pairs = [
      ['a', 'b#c'],
      ['a#b', 'c'],
      ['#3:a', 'b#c'],
      ['3:a', 'b#c'],
      ['#', '#'],
      ['##', '#'],
      ['#', '##'],
    ] as const;
    const ids = pairs.map(
      ([source, id]) => read(aCloudEvent({ source, id, data: { customer } }))[0]?.id,
    );
    expect(new Set(ids).size).toBe(pairs.length);
  });

  it('reads a batch, and data in base64', () => {
    const data_base64 = Buffer.from(JSON.stringify({ customer })).toString('base64');
    const { data: _, ...rest } = aCloudEvent({ id: '2', type: 'customer.updated' });
    const events = [aCloudEvent({ id: '1' }), { ...rest, data_base64, time: null }];
    const found = read(events, BATCH);
    expect(found).toMatchObject([{ type: 'customer.signed_up' }, { type: 'customer.updated' }]);
    expect(found[1]).not.toHaveProperty('time');
    expect(read([], BATCH)).toEqual([]);
  });

  it.each([
    ['another store', { data: { store: 'us-main', customer } }, '/data/store', 'const'],
    ['no store by null', { data: { store: null, customer } }, '/data/store', 'type'],
    ['a delivery in a delivery', { type: 'webhook.delivered' }, '/type', 'enum'],
    ['an unknown type', { type: 'ada@example.com' }, '/type', 'enum'],
    ['no contact', { data: { customer: { name: 'Ada' } } }, '/data/customer', 'anyOf'],
    ['a broken e-mail', { data: { customer: { email: 'ada' } } }, '/data/customer/email', 'format'],
    ['data that is a list', { data: [] }, '/data', 'type'],
    ['data that is null', { data: null }, '/data', 'type'],
    ['no id', { id: undefined }, '', 'required'],
  ])('refuses %s by its place and rule', (_, overrides, path, rule) => {
    const error = thrownBy(() => read(aCloudEvent(overrides)));
    expect(error).toBeInstanceOf(RejectedError);
    expect(error).toMatchObject({ reason: 'invalid_delivery' });
    expect((error as RejectedError).issues).toContainEqual(expect.objectContaining({ path, rule }));
    expect(String(error)).not.toContain('example.com');
  });

  it('names every bad event of a batch by its place', () => {
    const bad = aCloudEvent({ data: { customer: {} } });
    const error = thrownBy(() => read([bad, aCloudEvent(), bad, 7], BATCH)) as RejectedError;
    const places = new Set(error.issues.map(({ path }) => path.split('/')[1]));
    expect([...places]).toEqual(['0', '2', '3']);
  });

  it('throws nothing but a refusal, whatever comes', () => {
    const types = fc.constantFrom('application/json', 'application/cloudevents+json', BATCH);
    const outcomes = fc.sample(
      fc.tuple(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), types),
      1_000,
    );
    const strays = outcomes
      .map(([body, type]) => thrownBy(() => read(body, type)))
      .filter((error) => error !== undefined && !(error instanceof RejectedError));
    expect(strays).toEqual([]);
  });
});
