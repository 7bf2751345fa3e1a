import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../src/event/errors.ts';
import { toUsable } from '../../src/event/usable.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import type { Found } from '../../src/sources/source.ts';
import { readSchema, validatorOf } from '../schemas/schema-files.ts';
import { readBy, signupIn, urlencoded } from './delivery-of.ts';

const TOOLS = 'shopify square loyverse mailchimp klaviyo brevo activecampaign line'.split(' ');
const RECEIVED_AT = Date.parse('2026-09-15T03:20:05Z');
const HEADERS = { 'x-shopify-topic': 'customers/create' };

/** What a source finds; `undefined` when it refuses the delivery as one that its tool does not post. */
function tryRead(
  tool: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): readonly Found[] | undefined {
  try {
    return readBy(tool, body, { headers });
  } catch (error) {
    if (error instanceof RejectedError && error.reason === 'invalid_delivery') return undefined;
    throw error;
  }
}

const idsIn = (tool: string, body: unknown): readonly string[] =>
  (tryRead(tool, body, HEADERS) ?? []).map(({ id }) => id);

const wrongs = (found: readonly Found[]): readonly string[] =>
  found.flatMap((one) => {
    if (one.kind !== 'signup') return [];
    const data = { ...one.data, store: 'tw-main' };
    try {
      toUsable(data, { country: 'TW', now: RECEIVED_AT, unusable: 'leave-out' });
      return [];
    } catch (error) {
      return [String(error)];
    }
  });

/** Whatever people type into a field that is not checked by its tool. */
const words = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', ' ', '林怡君', 'a\tb', '\u0000', 'x\r\ny'),
);
const text = fc.option(words);
const email = fc.option(fc.emailAddress());
const phone = fc.constantFrom(
  '+886912345678',
  '０９１２３４５６７８',
  '0912-345-678',
  912_345_678,
  null,
);
const time = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom('2026-09-15 03:20:00', '2026-09-15T03:20:01.076902762Z', 'soon', null),
);
const birthday = fc.oneof(words, fc.constantFrom('0000-02-29', '02/30', '1992-05-14', null));
const country = fc.constantFrom('TW', 'us', 'Taiwan', '', null);

const shopify = fc.record({
  id: fc.oneof(fc.integer(), fc.constant('706405506930370084')),
  email,
  phone,
  first_name: text,
  last_name: text,
  note: fc.option(fc.string({ maxLength: 3_000 })),
  tags: fc.option(fc.string({ maxLength: 400 })),
  created_at: time,
  updated_at: time,
  addresses: fc.array(
    fc.record({
      address1: text,
      city: text,
      zip: text,
      province_code: text,
      country_code: country,
      phone: fc.oneof(phone, words),
      default: fc.boolean(),
    }),
    { maxLength: 8 },
  ),
  email_marketing_consent: fc.option(
    fc.record({
      state: fc.constantFrom('subscribed', 'unsubscribed', 'pending'),
      consent_updated_at: time,
    }),
  ),
});
const square = fc.record({
  type: fc.constantFrom('customer.created', 'customer.updated'),
  event_id: fc.uuid(),
  created_at: time,
  data: fc.record({
    object: fc.record({
      customer: fc.record({
        given_name: text,
        email_address: email,
        phone_number: phone,
        birthday,
        address: fc.option(fc.record({ address_line_1: text, postal_code: text, country })),
        created_at: time,
        updated_at: time,
      }),
    }),
  }),
});
const loyverse = fc.record({
  merchant_id: fc.uuid(),
  type: fc.constant('customers.update'),
  customers: fc.array(
    fc.record({
      id: fc.uuid(),
      name: text,
      email,
      phone_number: phone,
      address: text,
      postal_code: text,
      country_code: country,
      created_at: time,
      updated_at: time,
    }),
    { maxLength: 4 },
  ),
});
const klaviyo = fc.record({
  data: fc.array(
    fc.record({
      external_id: fc.uuid(),
      topic: fc.constantFrom(
        'event:klaviyo.subscribed_to_email_marketing',
        'event:klaviyo.unsubscribed_from_sms_marketing',
      ),
      payload: fc.record({
        data: fc.record({
          attributes: fc.record({
            datetime: time,
            timestamp: fc.option(fc.double()),
            event_properties: fc.record({ email_address: email, phone_number: phone }),
          }),
        }),
      }),
    }),
  ),
});
const brevo = fc.record({
  event: fc.constantFrom('list_addition', 'contact_updated', 'unsubscribed'),
  email,
  ts: fc.oneof(fc.integer(), fc.double(), fc.constant(null)),
  content: fc.record({ FIRSTNAME: words, SMS: fc.constantFrom('886912345678', '0912345678', '') }),
});
const form = (record: fc.Arbitrary<Readonly<Record<string, string | number | null>>>) =>
  record.map((fields) =>
    urlencoded(
      Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value ?? '')])),
    ),
  );
const mailchimp = form(
  fc.record({
    type: fc.constantFrom('subscribe', 'unsubscribe', 'profile', 'cleaned'),
    fired_at: time,
    'data[email]': email,
    'data[merges][FNAME]': words,
    'data[merges][PHONE]': phone,
    'data[merges][BIRTHDAY]': birthday,
    'data[merges][INTERESTS]': words,
    'data[merges][ADDRESS][addr1]': words,
    'data[merges][ADDRESS][zip]': words,
    'data[merges][ADDRESS][country]': country,
  }),
);
const activecampaign = form(
  fc.record({
    type: fc.constantFrom('subscribe', 'unsubscribe', 'update', 'contact_tag_added'),
    date_time: time,
    'contact[email]': email,
    'contact[phone]': phone,
    'contact[first_name]': words,
    'contact[tags]': words,
    tag: words,
  }),
);

describe('the sources of POS and marketing tools', () => {
  it('are all there', () => {
    expect(TOOLS.filter((tool) => SOURCES.get(tool)?.tool !== tool)).toEqual([]);
  });

  it.each(TOOLS)('%s has a schema that is open and lets its own examples through', (tool) => {
    const schema = readSchema(`sources/${tool}`);
    const examples = schema.examples ?? [];
    expect(schema.additionalProperties).not.toBe(false);
    expect(examples).not.toHaveLength(0);
    expect(examples.filter((one) => !validatorOf(schema)(one))).toEqual([]);
  });

  it.each(TOOLS)('%s refuses arbitrary bytes with nothing but a RejectedError', (tool) => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ maxLength: 200 }).map((one) => Buffer.from(one)),
      fc.webQueryParameters().map((one) => Buffer.from(`type=subscribe&${one}`)),
    );
    fc.assert(
      fc.property(bytes, (body) => {
        expect(idsIn(tool, body)).not.toContain('');
      }),
    );
  });

  it.each(TOOLS)('%s refuses arbitrary JSON with nothing but a RejectedError', (tool) => {
    const near = fc.record(
      {
        type: fc.oneof(fc.jsonValue(), fc.constantFrom('customer.created', 'customers.update')),
        event: fc.oneof(fc.jsonValue(), fc.constant('contact_updated')),
        event_id: fc.string(),
        merchant_id: fc.string(),
        data: fc.jsonValue(),
        content: fc.jsonValue(),
        customers: fc.jsonValue(),
        events: fc.jsonValue(),
        addresses: fc.jsonValue(),
        email: fc.jsonValue(),
        ['__proto__']: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const json = fc.oneof(fc.jsonValue(), near, fc.array(near, { maxLength: 3 }));
    fc.assert(
      fc.property(json, (body) => {
        expect(idsIn(tool, JSON.stringify(body))).not.toContain('');
      }),
    );
  });

  it.each([
    ['deep nesting', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    [
      'deep nesting and large numbers',
      `[1e400,12345678901234567890,${'['.repeat(60)}${']'.repeat(60)}]`,
    ],
    ['half a million values', `{"data":[${'0,'.repeat(500_000)}0]}`],
    ['half a million keys', 'a=b&'.repeat(500_000)],
  ])('refuse %s', (_, body) => {
    for (const tool of TOOLS) expect(tryRead(tool, body, HEADERS)).toBeUndefined();
  });

  it.each<[string, fc.Arbitrary<unknown>]>([
    ['shopify', shopify],
    ['square', square],
    ['loyverse', loyverse],
    ['klaviyo', klaviyo],
    ['brevo', brevo],
    ['mailchimp', mailchimp],
    ['activecampaign', activecampaign],
  ])('%s finds signups that keep the schema, and the same ones every time', (tool, bodies) => {
    let signups = 0;
    fc.assert(
      fc.property(bodies, (body) => {
        const found = tryRead(tool, body, HEADERS) ?? [];
        signups += found.filter(({ kind }) => kind === 'signup').length;
        expect(wrongs(found)).toEqual([]);
        expect(tryRead(tool, body, HEADERS) ?? []).toEqual(found);
      }),
      { numRuns: 300 },
    );
    expect(signups).toBeGreaterThan(50);
  });
});

describe('a refusal', () => {
  const posted = (fields: Readonly<Record<string, string>>) =>
    new URLSearchParams(fields).toString();
  const unsubscribed = { state: 'unsubscribed', consent_updated_at: '2026-10-01T03:20:00Z' };
  const inSquare = (customer: object, type = 'customer.updated') => ({
    type,
    event_id: 'e-1',
    created_at: '2026-10-01T03:20:00Z',
    data: { object: { customer: { ...customer, preferences: { email_unsubscribed: true } } } },
  });
  const topic = (name: string) => ({ headers: { 'x-shopify-topic': name } });

  it.each<[string, unknown, Parameters<typeof readBy>[2]?]>([
    [
      'mailchimp',
      posted({ type: 'unsubscribe', fired_at: '2026-10-01 03:20:00', 'data[id]': 'x' }),
    ],
    ['activecampaign', posted({ type: 'unsubscribe', 'contact[id]': '5' })],
    ['square', inSquare({ id: 'c-1' })],
    [
      'shopify',
      { customer_id: 1, email_address: null, email_marketing_consent: unsubscribed },
      topic('customers_email_marketing_consent/update'),
    ],
  ])('of %s without a contact is a dead letter and no skip', (tool, body, options) => {
    expect(() => readBy(tool, body, options)).toThrow('is a refusal without e-mail and phone');
  });

  it.each<[string, string, unknown, object]>([
    [
      'mailchimp',
      'in a merge field only',
      posted({ type: 'Unsubscribe', 'data[id]': 'x', 'data[merges][EMAIL]': 'ada@example.com' }),
      { email: 'ada@example.com' },
    ],
    [
      'mailchimp',
      'with a `+` that was not escaped',
      'type=unsubscribe&data[id]=x&data[email]=ada+news@example.com',
      { email: 'ada+news@example.com' },
    ],
    [
      'mailchimp',
      'with two `+` that were not escaped',
      'type=unsubscribe&data[id]=x&data[email]=ada+news+tw@example.com',
      { email: 'ada+news+tw@example.com' },
    ],
    [
      'activecampaign',
      'with a `+` that was not escaped',
      'type=unsubscribe&contact[id]=5&contact[email]=ada+news@example.com',
      { email: 'ada+news@example.com' },
    ],
    [
      'square',
      'as a phone only, on a merged record',
      inSquare({ creation_source: 'MERGE', phone_number: '+886912345678' }, 'customer.created'),
      { phone: '+886912345678' },
    ],
    [
      'klaviyo',
      'as the recipient of the e-mail',
      {
        data: [
          {
            external_id: 'K',
            topic: 'event:klaviyo.marked_email_as_spam',
            payload: {
              data: {
                attributes: { event_properties: { 'Recipient Email Address': 'ada@example.com' } },
              },
            },
          },
        ],
      },
      { email: 'ada@example.com' },
    ],
  ])('of %s arrives with its contact %s', (tool, _, body, customer) => {
    const { data } = signupIn(readBy(tool, body));
    expect(data.customer).toEqual(customer);
    expect(data.consent?.email?.state).toBe('denied');
  });
});

const people = Array.from({ length: 4_000 }, (_, at) => ({ email: `a${at}@example.com` }));

it.each([
  ['brevo', { event: 'list_addition', ts: 1_789_442_400, content: people }],
  ['brevo', { event: 'list_addition', ts: 1_789_442_400, email: people.map((one) => one.email) }],
  [
    'loyverse',
    {
      merchant_id: 'm',
      type: 'customers.update',
      customers: people.map((one) => ({
        id: one.email,
        email: one.email,
        created_at: '2026-09-15T03:20:00Z',
        updated_at: '2026-09-15T03:20:00Z',
      })),
    },
  ],
])('%s takes no time for thousands of people times thousands of other members', (tool, posted) => {
  const others = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`m${at}`, 1]));
  const { user } = process.cpuUsage();
  expect(readBy(tool, { ...others, ...posted })).toHaveLength(people.length);
  expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(4_000);
});
