import { describe, expect, it } from 'vitest';
import type { StoreSource } from '../../src/generated/types.ts';
import { completeSource } from '../../src/sources/custom/presets.ts';
import { readBy, urlencoded } from './delivery-of.ts';

type Own = NonNullable<StoreSource['delivery']>;

/** What a source finds that names a preset and has these words of its own. */
interface ReadOptions {
  readonly own?: Own;
  readonly headers?: object;
  readonly answers?: Readonly<Record<string, unknown>>;
}

function read(preset: string, body: unknown, options: ReadOptions = {}) {
  const { own, headers, answers } = options;
  const config = completeSource<StoreSource>({
    tool: 'custom',
    preset,
    ...(own && { delivery: own }),
  });
  return readBy('custom', body, { config, headers: { ...headers }, ...(answers && { answers }) });
}
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const signup = (customer: object, more: object = {}) => [
  expect.objectContaining({
    kind: 'signup',
    data: expect.objectContaining({
      customer: expect.objectContaining(customer) as unknown,
      ...more,
    }) as unknown,
  }),
];
const skipped = [expect.objectContaining({ kind: 'skipped' })];

describe('woocommerce@1', () => {
  const body = { id: 4711, date_modified_gmt: '2026-09-15T03:20:00', email: 'ada@example.com' };
  const as = (topic: string) => ({ headers: { 'x-wc-webhook-topic': topic } });

  it.each([
    ['customer.created', 'customer.signed_up'],
    ['customer.updated', 'customer.updated'],
  ])('reads %s as %s, at the time of the change', (topic, type) => {
    expect(read('woocommerce@1', body, as(topic))).toMatchObject([
      {
        type,
        time: '2026-09-15T03:20:00Z',
        data: { customer: { email: 'ada@example.com', externalId: '4711' } },
      },
    ]);
  });

  it.each(['customer.deleted', 'order.created', ''])('skips the topic "%s"', (topic) => {
    expect(read('woocommerce@1', body, as(topic))).toEqual(skipped);
  });

  it('gives a repetition the same id, whatever its unsigned header says', () => {
    const one = (id: string) =>
      read('woocommerce@1', body, {
        headers: { 'x-wc-webhook-topic': 'customer.updated', 'x-wc-webhook-delivery-id': id },
      })[0]?.id;
    expect(one('a')).toBe(one('b'));
  });

  it('reads a phone by the country of its address', () => {
    const billing = { phone: '(202) 555-0171', country: 'US' };
    expect(read('woocommerce@1', { ...body, billing }, as('customer.created'))).toEqual(
      signup({ phone: '+12025550171' }),
    );
  });
});

describe('customer-io@1', () => {
  const body = (metric: string, data: object = { email_address: 'ada@example.com' }) => ({
    event_id: '01E',
    object_type: 'customer',
    metric,
    timestamp: 1790824800,
    data,
  });

  it('reads a subscription as a yes', () => {
    expect(read('customer-io@1', body('subscribed'))).toMatchObject([
      {
        id: '01E',
        time: '2026-10-01T03:20:00.000Z',
        data: { consent: { email: { state: 'granted' } } },
      },
    ]);
  });

  it.each([
    ['unsubscribed', { email: { state: 'denied' }, sms: { state: 'denied' } }],
    ['spammed', { email: { state: 'denied' } }],
  ])('reads %s as a refusal', (metric, consent) => {
    const identifiers = { identifiers: { id: '42', email: 'ada@example.com' } };
    for (const data of [undefined, identifiers, { recipient: 'ada@example.com' }])
      expect(read('customer-io@1', body(metric, data))).toMatchObject([
        { type: 'customer.updated', data: { customer: { email: 'ada@example.com' }, consent } },
      ]);
  });

  it.each(['opened', 'bounced', 'cio_subscription_preferences_changed'])('skips %s', (metric) => {
    expect(read('customer-io@1', body(metric))).toEqual(skipped);
  });
});

describe('customer-io@2', () => {
  const body = (content: unknown, email = 'ada@example.com') => ({
    event_id: '01E',
    object_type: 'customer',
    metric: 'cio_subscription_preferences_changed',
    timestamp: 1790824800,
    data: {
      identifiers: { id: '42', email },
      email_address: email,
      content: typeof content === 'string' ? content : JSON.stringify(content),
    },
  });
  const denied = (...channels: string[]) =>
    Object.fromEntries(channels.map((channel) => [channel, { state: 'denied' }]));

  it.each([
    [{ channels: { email: false, sms: true }, topics: {} }, denied('email')],
    [{ channels: { email: true, sms: false } }, denied('sms')],
    [{ channels: { email: false, sms: false } }, denied('email', 'sms')],
  ])('reads preferences %j as a refusal', (content, consent) => {
    expect(read('customer-io@2', body(content))).toMatchObject([
      {
        kind: 'signup',
        id: '01E',
        type: 'customer.updated',
        data: { customer: { email: 'ada@example.com' }, consent },
      },
    ]);
  });

  it.each([
    { channels: { email: true, sms: true } },
    { topics: { topic_7: false, topic_8: true } },
    {},
    'no JSON',
    '{"channels":{"email":fal',
  ])('skips preferences that refuse no channel: %j', (content) => {
    expect(read('customer-io@2', body(content))).toMatchObject([
      { kind: 'skipped', why: 'it refuses nothing' },
    ]);
  });

  it('reads the topic that the shop names as its news', () => {
    const place = '/data/content/topics/topic_7';
    const field = ['/metric', '/data/content/channels/email', place];
    const own = {
      fields: { 'consent.email': { field, granted: ['subscribed'], denied: ['false'] } },
    };
    const content = { topics: { topic_7: false } };
    expect(read('customer-io@2', body(content), { own })).toMatchObject([
      { kind: 'signup', data: { consent: denied('email') } },
    ]);
  });

  it('makes no refusal without a contact disappear', () => {
    const content = { channels: { email: false } };
    expect(() => read('customer-io@2', body(content, ''))).toThrow(/refusal without e-mail/);
  });
});

describe('clover@2', () => {
  const customer = (id: string) => ({
    id,
    firstName: 'Ada',
    emailAddresses: { elements: [{ emailAddress: `${id.toLowerCase()}@example.com` }] },
  });
  const ts = 1790824800000;
  const body = {
    appId: 'A',
    merchants: {
      M1: [
        { objectId: 'C:C1', type: 'CREATE', ts },
        { objectId: 'I:I1', type: 'UPDATE', ts },
        { objectId: 'C:C2', type: 'DELETE', ts },
      ],
      M2: [{ objectId: 'C:C3', type: 'UPDATE', ts }],
    },
  };

  it('names each customer of each merchant, and no other object', () => {
    expect(read('clover@2', body)).toMatchObject([
      { kind: 'reference', reference: 'M1/C1' },
      { kind: 'skipped', why: 'the id in it is of another kind of record' },
      { kind: 'skipped' },
      { kind: 'reference', reference: 'M2/C3' },
    ]);
  });

  it('reads what was fetched, and leaves open what was not', () => {
    expect(read('clover@2', body, { answers: { 'M1/C1': customer('C1') } })).toMatchObject([
      {
        kind: 'signup',
        type: 'customer.signed_up',
        time: '2026-10-01T03:20:00.000Z',
        data: { customer: { email: 'c1@example.com', externalId: 'C1', firstName: 'Ada' } },
      },
      { kind: 'skipped' },
      { kind: 'skipped' },
      { kind: 'reference', reference: 'M2/C3' },
    ]);
  });

  it('gives an entry the same id before and after, alone and among others', () => {
    const ids = (one: object, answers = {}) =>
      read('clover@2', one, { answers }).map(({ id }) => id);
    const [first] = ids(body);
    expect(ids(body, { 'M1/C1': customer('C1') })[0]).toBe(first);
    expect(ids({ merchants: { M1: body.merchants.M1.slice(0, 1) } })).toEqual([first]);
    expect(ids({ merchants: { M9: body.merchants.M1.slice(0, 1) } })).not.toEqual([first]);
    expect(
      new Set(ids({ merchants: { M1: [...body.merchants.M1, ...body.merchants.M1] } })).size,
    ).toBe(6);
  });

  it('skips a customer without a contact, as many tills have them', () => {
    const answers = { 'M1/C1': { id: 'C1', firstName: 'Ada' }, 'M2/C3': {} };
    const kinds = read('clover@2', body, { answers }).map(({ kind }) => kind);
    expect(kinds).toEqual(['skipped', 'skipped', 'skipped', 'skipped']);
  });

  it.each([
    ['the code of the handshake', { verificationCode: 'an-invented-code' }],
    ['no merchant', { appId: 'A', merchants: {} }],
  ])('skips %s', (_, posted) => {
    expect(read('clover@2', posted)).toEqual(skipped);
  });

  it.each([
    ['no JSON', '<html>', 'is no JSON object'],
    ['a list', '[]', 'is no JSON object'],
  ])('says that an answer is %s', (_, answer, why) => {
    expect(read('clover@2', body, { answers: { 'M1/C1': answer } })[0]).toMatchObject({
      kind: 'refused',
      error: { reason: 'invalid_delivery', message: expect.stringContaining(why) as unknown },
    });
  });

  it.each([
    ['..', '..'],
    ['.', '.'],
    ['nothing', ''],
    ['300 characters and more', 'x'.repeat(301)],
  ])('asks for no record named by %s', (_, id) => {
    const posted = { merchants: { M1: [{ objectId: `C:${id}`, type: 'CREATE', ts }] } };
    expect(read('clover@2', posted)[0]).toMatchObject({
      kind: 'refused',
      error: { reason: 'invalid_delivery' },
    });
  });

  it.each([
    ['M1/../../other', 'C1', 'M1%2F..%2F..%2Fother/C1'],
    ['evil.example?', '#@evil', 'evil.example%3F/%23%40evil'],
    ["o'neil", 'a b', 'o%27neil/a%20b'],
  ])('keeps the ids %j and %j in their places', (merchant, id, reference) => {
    const posted = { merchants: { [merchant]: [{ objectId: `C:${id}`, type: 'CREATE', ts }] } };
    expect(read('clover@2', posted)).toMatchObject([{ kind: 'reference', reference }]);
  });
});

describe('clover@1', () => {
  it('reads a customer as the API of Clover shows one', () => {
    const body = {
      id: 'C1',
      firstName: 'Ada',
      emailAddresses: { elements: [{ emailAddress: 'ada@example.com' }] },
    };
    expect(read('clover@1', body)).toEqual(signup({ email: 'ada@example.com', externalId: 'C1' }));
  });

  it.each([
    [
      'a notification with ids only',
      { appId: 'A', merchants: { M1: [{ objectId: 'C:1', type: 'CREATE', ts: 1 }] } },
    ],
    ['the code of the handshake', { verificationCode: 'an-invented-code' }],
    ['a customer without a contact', { id: 'C1', emailAddresses: { elements: [] } }],
  ])('skips %s', (_, body) => {
    expect(read('clover@1', body)).toEqual(skipped);
  });
});

describe('lightspeed@1', () => {
  const read1 = (payload: object) =>
    read('lightspeed@1', urlencoded({ payload: JSON.stringify(payload) }), { headers: FORM });

  it.each([
    ['below `contact`', { contact: { email: 'ada@example.com', mobile: '0912345678' } }],
    ['at the top', { email: 'ada@example.com', mobile: '0912345678' }],
  ])('reads contacts %s', (_, payload) => {
    expect(read1(payload)).toEqual(signup({ email: 'ada@example.com', phone: '0912345678' }));
  });

  it.each([
    [{ do_not_email: true }, { email: { state: 'denied' } }],
    [{ enable_promotional_sms: true }, { sms: { state: 'granted' } }],
  ])('reads %j as %j', (said, consent) => {
    expect(read1({ email: 'ada@example.com', ...said })).toMatchObject([{ data: { consent } }]);
  });

  it.each([{ do_not_email: false }, { enable_promotional_sms: false }, {}])(
    'takes %j for no answer',
    (said) => {
      const [found] = read1({ email: 'ada@example.com', ...said });
      expect(found).not.toHaveProperty('data.consent');
      expect(found).not.toHaveProperty('unclear');
    },
  );
});

describe('ragic@1', () => {
  const own = { fields: { email: '/1000102' } };
  const post = (eventType: string) => ({
    data: [{ _ragicId: 1, 1000102: 'a@example.com' }, { 1000102: 'b@example.com' }],
    eventType,
  });

  it('reads each entry of a post', () => {
    expect(read('ragic@1', post('create'), { own })).toMatchObject([
      { type: 'customer.signed_up', data: { customer: { email: 'a@example.com' } } },
      { type: 'customer.signed_up', data: { customer: { email: 'b@example.com' } } },
    ]);
    expect(read('ragic@1', post('update'), { own })).toMatchObject([
      { type: 'customer.updated' },
      {},
    ]);
  });

  it('reads fields by their names, where the sheet sends names', () => {
    const body = {
      data: [{ 電子郵件: 'ada@example.com', 手機: '0912-345-678' }],
      eventType: 'create',
    };
    expect(read('ragic@1', body)).toEqual(
      signup({ email: 'ada@example.com', phone: '0912-345-678' }),
    );
  });

  it.each([
    ['deletions', post('delete')],
    ['a list of ids', [1, 2, 4]],
  ])('skips %s', (_, body) => {
    for (const found of read('ragic@1', body, { own })) expect(found.kind).toBe('skipped');
  });
});

describe('elementor@1', () => {
  it('reads labels, without the advanced data', () => {
    const body = {
      'Your Name': 'Ada',
      Email: 'ada@example.com',
      手機: '0912-345-678',
      Date: '2026-09-15',
      form_id: 'c1',
      form_name: 'Join',
    };
    expect(read('elementor@1', urlencoded(body), { headers: FORM })).toEqual(
      signup({ name: 'Ada', email: 'ada@example.com', phone: '0912-345-678' }),
    );
  });
});

describe('gravity-forms@1', () => {
  it('reads the keys that the shop chose', () => {
    const body = {
      entry_id: '9',
      email: 'ada@example.com',
      first_name: 'Ada',
      date_created: '2026-09-15 03:20:00',
    };
    expect(read('gravity-forms@1', body)).toMatchObject([
      { id: '9', time: '2026-09-15T03:20:00Z', data: { customer: { firstName: 'Ada' } } },
    ]);
  });
});

describe('common names', () => {
  const names = (body: object, delivery: Own) => readBy('custom', body, { config: { delivery } });

  it('are read of a map, where `fields` finds nothing', () => {
    const body = { a: { Email: 'ada@example.com', 'E-mail': 'b@example.com', Name: 'Ada' }, n: '' };
    expect(names(body, { commonNames: '/a', fields: { name: '/n' } })).toEqual(
      signup({ email: 'ada@example.com', name: 'Ada' }),
    );
    expect(names({ ...body, n: 'Lin' }, { commonNames: '/a', fields: { name: '/n' } })).toEqual(
      signup({ name: 'Lin' }),
    );
  });

  it('are read of records', () => {
    const body = {
      answers: [{ q: '電子信箱', a: 'ada@example.com' }, { q: 'First name', a: 'Ada' }, null, 'x'],
    };
    expect(names(body, { commonNames: { in: '/answers', name: 'q', value: 'a' } })).toEqual(
      signup({ email: 'ada@example.com', firstName: 'Ada' }),
    );
  });

  it('are never a consent, and a city alone is no address', () => {
    const body = { email: 'ada@example.com', email_opt_in: 'yes', city: 'Taipei' };
    expect(names(body, { commonNames: '' })).toEqual([
      expect.objectContaining({ data: { customer: { email: 'ada@example.com' } } }),
    ]);
    expect(names({ ...body, address: 'Road 1' }, { commonNames: '' })).toEqual(
      signup({ addresses: [{ line1: 'Road 1', city: 'Taipei' }] }),
    );
  });

  it.each([{ x: 1 }, [], 'text', null])('find nothing in %j', (a) => {
    expect(
      names({ a, e: 'ada@example.com' }, { commonNames: '/a', fields: { email: '/e' } }),
    ).toEqual(signup({ email: 'ada@example.com' }));
  });
});

it('`*` of `when` stands for every value that is not listed', () => {
  const delivery: Own = {
    when: { at: '/s', values: { '*': 'signed_up', gone: 'skip' } },
    fields: { email: '/e' },
  };
  const kinds = [{ s: 'new' }, { s: 'gone' }, {}].map(
    (said) =>
      readBy('custom', { e: 'ada@example.com', ...said }, { config: { delivery } })[0]?.kind,
  );
  expect(kinds).toEqual(['signup', 'skipped', 'skipped']);
});
