import { describe, expect, it } from 'vitest';
import { readBy, signupIn } from '../delivery-of.ts';

const HEADERS = {
  'x-shopify-topic': 'customers/create',
  'x-shopify-event-id': '98880550-7158-44d4-b7cd-2c97c8a00001',
  'x-shopify-webhook-id': 'b528b59e-04ea-4957-8778-19141f4b0001',
  'x-shopify-triggered-at': '2026-09-15T03:20:00.136738016Z',
};
const ADDRESS = {
  id: 1,
  first_name: '怡君',
  last_name: '林',
  company: null,
  address1: '信義路五段100號',
  address2: null,
  city: '台北市',
  province: null,
  zip: '110',
  phone: '0912 345 678',
  province_code: null,
  country_code: 'TW',
  default: true,
};
const CUSTOMER = {
  id: 4321,
  admin_graphql_api_id: 'gid://shopify/Customer/4321',
  email: 'ada@example.com',
  created_at: '2026-09-15T11:20:00+08:00',
  updated_at: '2026-09-15T11:20:00+08:00',
  first_name: '怡君',
  last_name: '林',
  note: null,
  tags: 'pos, vip',
  phone: '+886912345678',
  addresses: [ADDRESS],
  email_marketing_consent: {
    state: 'subscribed',
    opt_in_level: 'single_opt_in',
    consent_updated_at: '2026-09-15T11:19:00+08:00',
  },
  sms_marketing_consent: { state: 'not_subscribed', consent_updated_at: null },
};

const read = (
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ReturnType<typeof readBy> => readBy('shopify', body, { headers: { ...HEADERS, ...headers } });

const UPDATE = { 'x-shopify-topic': 'customers/update' };
const old = { created_at: '2024-01-01T00:00:00Z' };

describe('a Shopify delivery', () => {
  it('of customers/create is a signup with everything that Shopify knows', () => {
    expect(read(CUSTOMER)).toEqual([
      {
        kind: 'signup',
        type: 'customer.signed_up',
        id: '98880550-7158-44d4-b7cd-2c97c8a00001',
        time: '2026-09-15T03:20:00.136738016Z',
        vendorId: 'gid://shopify/Customer/4321',
        data: {
          customer: {
            email: 'ada@example.com',
            phone: '+886912345678',
            firstName: '怡君',
            lastName: '林',
            externalId: 'gid://shopify/Customer/4321',
            registeredAt: '2026-09-15T11:20:00+08:00',
            tags: ['pos', 'vip'],
            addresses: [
              {
                firstName: '怡君',
                lastName: '林',
                phone: '0912 345 678',
                line1: '信義路五段100號',
                city: '台北市',
                postalCode: '110',
                countryCode: 'TW',
                default: true,
              },
            ],
          },
          consent: { email: { state: 'granted', at: '2026-09-15T11:19:00+08:00' } },
        },
      },
    ]);
  });

  it('keeps every digit of an id above 2^53', () => {
    const text = JSON.stringify({ ...CUSTOMER, admin_graphql_api_id: null });
    const { data } = signupIn(read(text.replace('4321', '706405506930370084')));
    expect(data.customer.externalId).toBe('gid://shopify/Customer/706405506930370084');
  });

  it.each([
    ['of customers/update changes a customer', CUSTOMER, old, 'customer.updated'],
    ['of customers/update at creation', CUSTOMER, {}, 'customer.signed_up'],
    [
      'of customers/update ten minutes after creation',
      CUSTOMER,
      { updated_at: '2026-09-15T11:30:00+08:00' },
      'customer.signed_up',
    ],
    [
      'of customers/update eleven minutes after creation',
      CUSTOMER,
      { updated_at: '2026-09-15T11:31:00+08:00' },
      'customer.updated',
    ],
    ['of customers/update without times', CUSTOMER, { created_at: null }, 'customer.updated'],
  ])('%s: %s', (_, body, changes, type) => {
    const signup = signupIn(read({ ...body, ...changes }, UPDATE));
    expect(signup.type).toBe(type);
    expect('registeredAt' in signup.data.customer).toBe(type === 'customer.signed_up');
  });

  it.each([
    [{ state: 'subscribed' }, {}, { state: 'granted' }],
    [{ state: 'unsubscribed' }, {}, { state: 'denied' }],
    [
      { state: 'subscribed', consent_updated_at: '2026-01-01T00:00:00Z' },
      { ...UPDATE },
      { state: 'granted', at: '2026-01-01T00:00:00Z' },
    ],
    // A consent that Shopify only remembers must not replace a later denial from elsewhere.
    [{ state: 'subscribed' }, UPDATE, undefined],
    [{ state: 'unsubscribed' }, UPDATE, { state: 'denied' }],
    // As GraphQL writes it.
    [{ state: 'UNSUBSCRIBED' }, UPDATE, { state: 'denied' }],
    [{ state: 'SUBSCRIBED' }, {}, { state: 'granted' }],
    [{ state: 'NOT_SUBSCRIBED' }, {}, undefined],
    [{ state: 'pending' }, {}, undefined],
    [{ state: 'not_subscribed' }, {}, undefined],
    [{ state: 'redacted' }, {}, undefined],
    [{ state: 'invalid' }, {}, undefined],
    [null, {}, undefined],
  ])('with e-mail consent %j (%j) gives %j', (consent, headers, expected) => {
    const body = { ...CUSTOMER, ...old, email_marketing_consent: consent };
    expect(signupIn(read(body, headers)).data.consent?.email).toEqual(expected);
  });

  it.each([
    [
      'customers_email_marketing_consent/update',
      {
        customer_id: 4321,
        email_address: 'ada@example.com',
        email_marketing_consent: {
          state: 'unsubscribed',
          consent_updated_at: '2026-09-16T00:00:00Z',
        },
      },
      {
        customer: { email: 'ada@example.com' },
        consent: { email: { state: 'denied', at: '2026-09-16T00:00:00Z' } },
      },
    ],
    [
      'customers_marketing_consent/update',
      {
        id: 4321,
        phone: '+886912345678',
        sms_marketing_consent: { state: 'subscribed', consent_updated_at: '2026-09-16T00:00:00Z' },
      },
      {
        customer: { phone: '+886912345678' },
        consent: { sms: { state: 'granted', at: '2026-09-16T00:00:00Z' } },
      },
    ],
  ])('of %s updates the consent and nothing else', (topic, body, data) => {
    expect(signupIn(read(body, { 'x-shopify-topic': topic }))).toMatchObject({
      type: 'customer.updated',
      data,
    });
    expect(signupIn(read(body, { 'x-shopify-topic': topic })).data).toEqual(data);
  });

  it.each([
    ['customers/delete', {}, 'its topic is not about a signup'],
    ['customers/disable', {}, 'its topic is not about a signup'],
    ['customers/enable', CUSTOMER, 'its topic is not about a signup'],
    ['customers/merge', {}, 'its topic is not about a signup'],
    ['customers/redact', { tags: 7 }, 'its topic is not about a signup'],
    ['orders/create', CUSTOMER, 'its topic is not about a signup'],
    [
      'customers_email_marketing_consent/update',
      { email_address: 'a@example.com', email_marketing_consent: { state: 'pending' } },
      'the customer neither agreed nor refused',
    ],
    [
      'customers_marketing_consent/update',
      { id: 1, phone: null, sms_marketing_consent: { state: 'subscribed' } },
      'it has neither an e-mail nor a phone',
    ],
    [
      'customers/create',
      { ...CUSTOMER, email: '', phone: null },
      'it has neither an e-mail nor a phone',
    ],
  ])('of %s is skipped', (topic, body, why) => {
    expect(read(body, { 'x-shopify-topic': topic })).toEqual([
      { kind: 'skipped', id: HEADERS['x-shopify-event-id'], why },
    ]);
  });

  it('that Shopify sends as a test is skipped', () => {
    expect(read(CUSTOMER, { 'x-shopify-test': 'true' })).toMatchObject([{ kind: 'skipped' }]);
  });

  it('without the newer headers is known by its customer, its topic and its time', () => {
    const headers = { 'x-shopify-topic': 'customers/create' };
    expect(signupIn(readBy('shopify', CUSTOMER, { headers }))).toMatchObject({
      id: 'customers/create:gid://shopify/Customer/4321:2026-09-15T11:20:00+08:00',
      time: '2026-09-15T11:20:00+08:00',
    });
  });

  it('of a consent without the newer headers is known by its customer too', () => {
    const body = {
      customer_id: 4321,
      email_address: 'ada@example.com',
      email_marketing_consent: { state: 'subscribed', consent_updated_at: '2026-09-16T00:00:00Z' },
    };
    const topic = 'customers_email_marketing_consent/update';
    const [one] = readBy('shopify', body, { headers: { 'x-shopify-topic': topic } });
    expect(one?.id).toBe(`${topic}:gid://shopify/Customer/4321:2026-09-16T00:00:00Z`);
  });

  it('with more addresses than a signup holds has the default one first: the last ones are left out later', () => {
    const other = { ...ADDRESS, default: false, city: 'Tainan' };
    const body = { ...CUSTOMER, addresses: [...Array.from({ length: 7 }, () => other), ADDRESS] };
    const { addresses = [] } = signupIn(read(body)).data.customer;
    expect(addresses).toHaveLength(8);
    expect(addresses[0]).toMatchObject({ default: true, city: '台北市' });
  });

  it('without its topic, or with fields of another kind, is no Shopify delivery', () => {
    expect(() => readBy('shopify', CUSTOMER)).toThrow('x-shopify-topic is missing');
    expect(() => read({ ...CUSTOMER, updated_at: ['a'] })).toThrow('/updated_at must be text');
    expect(() => read('{')).toThrow('the delivery is not JSON');
    expect(() => read(Buffer.from([0xff]))).toThrow('not UTF-8');
  });
});

describe("Shopify's topic of added tags", () => {
  const ADDED = {
    customerId: 'gid://shopify/Customer/4321',
    tags: ['vip', ' VIP, gold ', 'vip', '', 'x'.repeat(101)],
    occurredAt: '2026-09-15T03:19:59Z',
  };
  const added = (body: object = {}, headers = {}) =>
    read({ ...ADDED, ...body }, { 'x-shopify-topic': 'customer.tags_added', ...headers });

  it('names its customer by the id alone', () => {
    expect(added()).toEqual([
      {
        kind: 'tags',
        id: '98880550-7158-44d4-b7cd-2c97c8a00001',
        time: '2026-09-15T03:19:59Z',
        vendorId: 'gid://shopify/Customer/4321',
        tags: ['vip', 'VIP, gold', 'x'.repeat(101)],
      },
    ]);
  });

  it('names the same customer as every other topic', () => {
    const ids = [
      added(),
      added({ customerId: 4321 }),
      added({ customerId: '4321' }),
      read(CUSTOMER),
      read({ ...CUSTOMER, admin_graphql_api_id: undefined }, UPDATE),
      read(
        {
          customer_id: 4321,
          email_address: 'a@example.com',
          email_marketing_consent: { state: 'subscribed' },
        },
        { 'x-shopify-topic': 'customers_email_marketing_consent/update' },
      ),
    ].map(([one]) => (one && 'vendorId' in one ? one.vendorId : undefined));
    expect(new Set(ids)).toEqual(new Set(['gid://shopify/Customer/4321']));
  });

  it('keeps every digit of a large id', () => {
    const body = '{"customerId":706405506930370084,"tags":["vip"]}';
    expect(read(body, { 'x-shopify-topic': 'customer.tags_added' })).toMatchObject([
      { vendorId: 'gid://shopify/Customer/706405506930370084' },
    ]);
  });

  it.each<[string, object, object, string]>([
    ['nobody', { customerId: null }, {}, 'it names no customer'],
    ['no tag', { tags: null }, {}, 'it holds no tag'],
    ['blank tags', { tags: ['', '\u200B'] }, {}, 'it holds no tag'],
    [
      'removed tags',
      {},
      { 'x-shopify-topic': 'customer.tags_removed' },
      'tags are added and never removed',
    ],
    ['a test', {}, { 'x-shopify-test': 'true' }, 'it is a test of Shopify'],
  ])('is skipped with %s', (_, body, headers, why) => {
    expect(added(body, headers)).toMatchObject([{ kind: 'skipped', why }]);
  });

  it('has an id and a time of its own where the headers have none', () => {
    const bare = {
      'x-shopify-event-id': '',
      'x-shopify-webhook-id': '',
      'x-shopify-triggered-at': '',
    };
    const ids = [
      added({}, bare),
      added({ tags: ['gold'] }, bare),
      added({ customerId: '5' }, bare),
    ];
    expect(new Set(ids.map(([one]) => one?.id)).size).toBe(3);
    expect(added({}, bare)).toEqual(added({}, bare));
  });

  it('customers/* of API 2025-01 say nothing of tags and consents', () => {
    const {
      tags: _,
      email_marketing_consent: __,
      sms_marketing_consent: ___,
      ...customer
    } = CUSTOMER;
    const { data } = signupIn(read(customer));
    expect(data.customer).not.toHaveProperty('tags');
    expect(data).not.toHaveProperty('consent');
  });
});
