import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refusalOfPost, signShopline } from '../../support/sign-shopline.ts';
import { readBy } from '../delivery-of.ts';

const ID = '607fd9c2ff790b001cd23353';
const RESOURCE = {
  _id: ID,
  email: 'ada@example.com',
  is_subscribed_marketing_email: false,
  updated_at: '2026-09-15T03:20:00.123Z',
};
const ofShopline = (topic: string, resource: object = RESOURCE, more: object = {}) =>
  readBy('shopline', { event: 'User', topic, resource, ...more });

describe('a SHOPLINE delivery', () => {
  it('is the record of a customer, with its id', () => {
    expect(ofShopline('user/update')).toEqual([
      {
        kind: 'record',
        id: 'user/update:607fd9c2ff790b001cd23353:2026-09-15T03:20:00.123Z',
        platform: 'shopline',
        customerId: ID,
        isRemoved: false,
        record: { ...RESOURCE, id: ID },
      },
    ]);
    expect(ofShopline('user/remove')).toMatchObject([{ kind: 'record', isRemoved: true }]);
  });

  it('tells the time in nanoseconds, with more digits than a number holds', () => {
    const { updated_at: _, ...resource } = RESOURCE;
    for (const ts of ['1618994178123456789', 1618994178.5]) {
      const [found] = ofShopline('user/update', resource, { ts });
      const record = { updated_at: '2021-04-21T08:36:18.123Z' };
      expect(found).toMatchObject(typeof ts === 'string' ? { record } : { record: resource });
    }
    const [unquoted] = readBy(
      'shopline',
      '{"topic":"user/update","ts":1618994178123456789,"resource":{"id":"a1"}}',
    );
    expect(unquoted).toMatchObject({ record: { updated_at: '2021-04-21T08:36:18.123Z' } });
  });

  it('keeps an id of many digits as it was written', () => {
    const [found] = readBy(
      'shopline',
      '{"topic":"user/update","resource":{"id":12345678901234567890}}',
    );
    expect(found).toMatchObject({ customerId: '12345678901234567890' });
  });

  it('of another topic is no record, and without an id it is a dead letter', () => {
    expect(ofShopline('order/create')).toMatchObject([{ kind: 'skipped' }]);
    expect(() => ofShopline('user/update', {})).toThrow('no usable `resource.id`');
    expect(() => ofShopline('user/update', { id: '../x' })).toThrow('no usable `resource.id`');
  });

  it('with one wrong field still brings the refusal in another', () => {
    const resource = { ...RESOURCE, email: 7, mobile_phone: [null] };
    expect(ofShopline('user/update', resource)).toMatchObject([{ kind: 'record' }]);
  });
});

describe('a Shoplazza delivery', () => {
  const CUSTOMER = {
    id: 'b2a1c0de-0000-4000-8000-000000000001',
    email: 'ada@example.com',
    accepts_marketing: false,
    updated_at: '2026-09-15T03:20:00Z',
  };
  const read = (topic: string | undefined, body: object, more = {}) =>
    readBy('shoplazza', body, {
      headers: { ...(topic !== undefined && { 'x-shoplazza-topic': topic }), ...more },
    });

  it.each([{ customer: CUSTOMER }, CUSTOMER])('is the customer, wrapped or not', (body) => {
    expect(read('customers/update', body)).toMatchObject([
      { kind: 'record', platform: 'shoplazza', customerId: CUSTOMER.id, record: CUSTOMER },
    ]);
  });

  it('has the id that the shop gives it', () => {
    const headers = { 'x-shoplazza-deduplication-id': 'd-1' };
    expect(read('customers/delete', CUSTOMER, headers)).toMatchObject([
      { id: 'd-1', isRemoved: true },
    ]);
  });

  it('of another topic is no record; without topic or id it is a dead letter', () => {
    expect(read('orders/create', {})).toMatchObject([{ kind: 'skipped' }]);
    expect(() => read(undefined, CUSTOMER)).toThrow('x-shoplazza-topic is missing');
    expect(() => read('customers/update', {})).toThrow('no usable `customer.id`');
  });
});

describe('the signature of SHOPLINE', () => {
  const vector = JSON.parse(readFileSync('test/vectors/shopline-webhook.json', 'utf8')) as {
    readonly secret: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly query: string;
    readonly body: string;
  };
  const at = 1_618_994_178_000;

  it('is that of the published vector', () => {
    expect(refusalOfPost(vector, at)).toBeUndefined();
    expect(refusalOfPost({ ...vector, body: vector.body.replace('607f', '607e') }, at)).toBe(
      'the signature does not match',
    );
    expect(refusalOfPost({ ...vector, query: '' }, at)).toMatch(/missing or malformed$/);
    expect(refusalOfPost(vector, at + 86_401_000)).toMatch(/too old/);
  });

  it.each([
    ['numbers as they are written', '{"b":10.0,"a":1e3}', '{"a":1e3,"b":10.0}'],
    ['escaped letters', '{"a":"<b>&"}', String.raw`{"a":"\u003cb\u003e\u0026"}`],
    [
      'the same, already escaped',
      String.raw`{"a":"\u003Cb>\u0026"}`,
      String.raw`{"a":"\u003cb\u003e\u0026"}`,
    ],
    ['Chinese, escaped in the body only', String.raw`{"a":"\u4e2d/\/"}`, '{"a":"中//"}'],
    ['inner keys', '{"b": [ {"d":1, "c":null} ],"a":true}', '{"a":true,"b":[{"c":null,"d":1}]}'],
  ])('covers %s', (_, body, signed) => {
    expect(refusalOfPost(signShopline(body, signed, at), at)).toBeUndefined();
  });
});
