import { describe, expect, it } from 'vitest';
import { prepareMessage } from '../../src/consume/prepare.ts';
import { createDigest } from '../../src/event/digest.ts';
import { RejectedError } from '../../src/event/errors.ts';
import type { Store, StoreSource } from '../../src/generated/types.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { aStore, noSenders } from '../support/a-consume.ts';
import { aMessage } from '../support/a-message.ts';
import { SENT_AT } from '../support/a-record.ts';
import { anEvent } from '../support/an-event.ts';

interface Posted {
  readonly tool: StoreSource['tool'];
  readonly body: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly source?: Partial<StoreSource>;
  readonly store?: { readonly [K in keyof Store]?: Store[K] | undefined };
}

const prepare = (event: object, store: Store) =>
  prepareMessage(aMessage({ body: JSON.stringify(event) }), {
    now: () => SENT_AT,
    stores: { get: async () => store, refresh: async () => store },
    senders: noSenders,
    digest: createDigest('test-key'),
    sources: SOURCES,
  });

/** The result of a delivery: per signup its customer and the parts left out, or the error. */
async function deliver({ tool, body, type = 'application/json', headers, source, store }: Posted) {
  const sources = { form: { tool, ...source } };
  const config = { ...aStore('token'), country: 'TW', ...store, sources } as Store;
  const all = { 'content-type': type, ...headers };
  const data = { source: 'form', headers: all, body, customer: undefined };
  const { parts } = await prepare(anEvent({ id: 'd-1', type: 'webhook.delivered', data }), config);
  return parts.map(summary);
}

async function send(customer: object, store: Partial<Store> = {}) {
  const event = anEvent({ data: { customer } });
  const { parts } = await prepare(event, { ...aStore('token'), country: 'TW', ...store });
  return parts.map(summary);
}

function summary(part: Awaited<ReturnType<typeof prepareMessage>>['parts'][number]) {
  if ('skipped' in part) return part.skipped;
  if ('unfetched' in part) return part.unfetched;
  if ('error' in part) return part.error;
  if ('record' in part) return part.record;
  const { signup, leftOut, unclear } = part;
  return {
    customer: signup.data.customer,
    ...(leftOut && { leftOut: leftOut.map(({ path, rule }) => `${path} ${rule}`) }),
    ...(unclear && { unclear }),
  };
}

const json = (fields: object): Posted => ({ tool: 'html-form', body: JSON.stringify(fields) });
const EMAIL = { email: 'ada@example.com' };
const NO_PHONE = { customer: EMAIL, leftOut: ['phone impossible_phone'] };

describe('a form', () => {
  it.each<[string, Posted, object]>([
    ['a phone that is none', json({ ...EMAIL, phone: 'N/A' }), NO_PHONE],
    [
      'a gender that is none',
      json({ ...EMAIL, gender: 'robot' }),
      { customer: EMAIL, leftOut: ['gender wrong_value'] },
    ],
    ['a gender that is not told', json({ ...EMAIL, gender: '不願透露' }), { customer: EMAIL }],
    [
      'a birthday of the Republic in a store of Taiwan',
      json({ ...EMAIL, birthday: '81年5月14日' }),
      { customer: { ...EMAIL, birthday: '1992-05-14' } },
    ],
    [
      'a birthday of the Republic where the source is elsewhere',
      { ...json({ ...EMAIL, birthday: '81年5月14日' }), source: { country: 'JP' } },
      { customer: EMAIL, leftOut: ['birthday invalid_birthday'] },
    ],
    [
      'the country of a phone in a field of its own',
      json({ ...EMAIL, phone: '9123 4567', phone_country: 'Singapore' }),
      { customer: { ...EMAIL, phone: '+6591234567' } },
    ],
    [
      'a calling code with the area of an island',
      json({ ...EMAIL, phone: '365-1234', phone_country_code: 'Bahamas (+1 242)' }),
      { customer: { ...EMAIL, phone: '+12423651234' } },
    ],
    ['a zero-width e-mail', json({ email: '\u200Bada@example.com' }), { customer: EMAIL }],
    [
      'JSON as text/plain',
      { ...json({ ...EMAIL, name: 'Ada' }), type: 'text/plain;charset=UTF-8' },
      { customer: { ...EMAIL, name: 'Ada' } },
    ],
    [
      'a multipart field that is typed octet-stream',
      {
        tool: 'html-form',
        type: 'multipart/form-data; boundary=b1',
        body: '--b1\r\nContent-Disposition: form-data; name="email"\r\nContent-Type: application/octet-stream\r\n\r\nada@example.com\r\n--b1--\r\n',
      },
      { customer: EMAIL },
    ],
    [
      'an e-mail with a plus that was not escaped',
      {
        tool: 'html-form',
        type: 'application/x-www-form-urlencoded',
        body: 'email=ada+news@example.com',
      },
      { customer: { email: 'ada+news@example.com' } },
    ],
    [
      'a calling code of its own',
      json({ phone_country_code: '+886', phone: '912345678' }),
      { customer: { phone: '+886912345678' } },
    ],
    [
      'a calling code as country code',
      json({ country_code: '+81', phone: '090-1234-5678' }),
      { customer: { phone: '+819012345678' } },
    ],
    [
      'entities, and names of dots',
      json({ ...EMAIL, first_name: 'D&#39;Arcy', last_name: '-' }),
      { customer: { ...EMAIL, firstName: "D'Arcy" }, leftOut: ['lastName no_visible_character'] },
    ],
    [
      'an address of an unknown country',
      json({ ...EMAIL, address: '1 Road', country: 'Atlantis' }),
      { customer: EMAIL, leftOut: ['addresses.0 unknown_country'] },
    ],
    [
      'an address of a country by its name',
      json({ ...EMAIL, address: '1 Road', country: 'Taiwan (R.O.C.)' }),
      { customer: { ...EMAIL, addresses: [{ line1: '1 Road', countryCode: 'TW' }] } },
    ],
    [
      'a birthday of an era, and one of the future',
      json({ ...EMAIL, birthday: '民國81年5月14日' }),
      { customer: { ...EMAIL, birthday: '1992-05-14' } },
    ],
    [
      'a birthday to come',
      json({ ...EMAIL, birthday: '2031-05-14' }),
      { customer: EMAIL, leftOut: ['birthday future_birthday'] },
    ],
  ])('with %s makes a customer', async (_, posted, expected) => {
    expect(await deliver(posted)).toEqual([expected]);
  });

  it('with an unclear consent says for which channel', async () => {
    const posted = json({ ...EMAIL, news: 'no more than once a week' });
    const source = { fields: { 'consent.email': 'news' } };
    expect(await deliver({ ...posted, source })).toEqual([{ customer: EMAIL, unclear: ['email'] }]);
  });

  it('without any contact that can be used is a dead letter that names its own field', async () => {
    const posted = json({ your_mobile: 'N/A' });
    const [error] = await deliver({ ...posted, source: { fields: { phone: 'your_mobile' } } });
    expect(error).toMatchObject({ reason: 'invalid_signup' });
    expect((error as RejectedError).message).toMatch(/\/customer\/phone .*`your_mobile`/);
  });

  it('with a national phone and no country anywhere is a dead letter until there is one', async () => {
    const posted = json({ ...EMAIL, phone: '0912-345-678' });
    const lacking = { ...posted, store: { country: undefined } };
    expect(await deliver(lacking)).toMatchObject([{ reason: 'invalid_signup' }]);
    const fixed = { customer: { ...EMAIL, phone: '+886912345678' } };
    expect(await deliver(posted)).toEqual([fixed]);
    expect(await deliver({ ...lacking, source: { country: 'TW' } })).toEqual([fixed]);
  });
});

describe('what becomes of a part that cannot be used', () => {
  const posted = json({ ...EMAIL, phone: 'N/A' });
  const refused = { reason: 'invalid_signup' };

  it.each<[string, Partial<Posted>, object]>([
    ['is left out by default', {}, NO_PHONE],
    ['is what the store says', { store: { unusable: 'refuse' } }, refused],
    ['is what the source says', { source: { unusable: 'refuse' } }, refused],
    [
      'is what the source says before the store',
      { store: { unusable: 'refuse' }, source: { unusable: 'leave-out' } },
      NO_PHONE,
    ],
  ])('of a delivery %s', async (_, more, expected) => {
    expect(await deliver({ ...posted, ...more })).toMatchObject([expected]);
  });

  it('of a direct event refuses by default, and is what the store says', async () => {
    const customer = { ...EMAIL, phone: 'N/A' };
    expect(await send(customer)).toMatchObject([refused]);
    expect(await send(customer, { unusable: 'leave-out' })).toEqual([NO_PHONE]);
    expect(await send(customer, { unusable: 'refuse' })).toMatchObject([refused]);
  });

  it('of an event of Standard Webhooks is left out', async () => {
    const body = (customer: object): string =>
      JSON.stringify({
        specversion: '1.0',
        id: 'e-1',
        source: '/shop',
        type: 'customer.signed_up',
        data: { customer },
      });
    const native = (customer: object, source: Partial<StoreSource> = {}) =>
      deliver({ tool: 'standard-webhooks', body: body(customer), source });
    expect(await native({ ...EMAIL, phone: 'N/A' })).toEqual([NO_PHONE]);
    expect(await native({ ...EMAIL, phone: '０９１２３４５６７８' })).toEqual([
      { customer: { ...EMAIL, phone: '+886912345678' } },
    ]);
    expect(await native({ phone: 'N/A' })).toMatchObject([{ reason: 'invalid_delivery' }]);
    expect(await native({ ...EMAIL, nmae: 'Ada' })).toMatchObject([{ reason: 'invalid_delivery' }]);
    expect(await native({ ...EMAIL, phone: 'N/A' }, { unusable: 'refuse' })).toMatchObject([
      { reason: 'invalid_delivery' },
    ]);
  });

  it.each([
    ['0912−345−678', '+886912345678'],
    ['００８８６９１２３４５６７８', '+886912345678'],
    ['TEL:02-2345-6789', '+886223456789'],
  ])('is nothing where it can be read, in a direct event too: %s', async (phone, expected) => {
    expect(await send({ ...EMAIL, phone })).toEqual([{ customer: { ...EMAIL, phone: expected } }]);
  });
});

describe('a delivery of Loyverse', () => {
  const AT = { created_at: '2026-10-01T03:20:00.000Z', updated_at: '2026-10-01T03:20:00.000Z' };
  const loyverse = (...customers: readonly object[]): Posted => ({
    tool: 'loyverse',
    body: JSON.stringify({
      merchant_id: 'm1',
      type: 'customers.update',
      created_at: '2026-10-01T03:20:04.779Z',
      customers,
    }),
  });

  it('has its phones read: minus signs, two zeros, an extension', async () => {
    const all = await deliver(
      loyverse(
        { ...AT, id: 'lv-2', email: 'sato@example.com', phone_number: '0912−345−678' },
        { ...AT, id: 'lv-3', email: 'wang@example.com', phone_number: '00886912000333' },
        { ...AT, id: 'lv-1', email: 'mei.pos@example.com', phone_number: '02-2345-6789 轉 12' },
      ),
    );
    expect(all).toMatchObject([
      { customer: { phone: '+886912345678' } },
      { customer: { phone: '+886912000333' } },
      { customer: { phone: '+886223456789' }, leftOut: ['phone phone_extension'] },
    ]);
  });

  it('loses one odd element, and no other', async () => {
    const [odd, fine] = await deliver(
      loyverse(
        { ...AT, id: 'lv-1', phone_number: 'ask' },
        { ...AT, id: 'lv-2', email: 'ada@example.com' },
      ),
    );
    expect(odd).toMatchObject({ reason: 'invalid_signup' });
    expect((odd as RejectedError).message).toContain('`phone_number`');
    expect(fine).toMatchObject({ customer: EMAIL });
  });
});

it('a name of Mailchimp in Latin-1 is read as what it is', async () => {
  const body =
    'type=subscribe&fired_at=2026-09-15 03:20:00&data[email]=ada@example.com&data[id]=1&data[list_id]=l&data[merges][FNAME]=Zo%EB&data[merges][LNAME]=M%C3%BCller';
  const type = 'application/x-www-form-urlencoded';
  expect(await deliver({ tool: 'mailchimp', body, type })).toMatchObject([
    { customer: { firstName: 'Zoë', lastName: 'Müller' } },
  ]);
});

describe('tags over the limits of a signup are left out and said', () => {
  const LONG = 'x'.repeat(101);
  const MANY = Array.from({ length: 70 }, (_, at) => `tag ${at}`);
  const SAID = ['tags.0 too_long', 'tags too_many'];
  const shopify = (body: object, topic: string): Posted => ({
    tool: 'shopify',
    body: JSON.stringify(body),
    headers: { 'x-shopify-topic': topic },
  });
  it.each<[string, Posted]>([
    [
      'of a form',
      {
        ...json({ ...EMAIL, interests: [LONG, ...MANY] }),
        source: { fields: { tags: 'interests' } },
      },
    ],
    [
      'of a shop',
      shopify({ id: 7, ...EMAIL, tags: [LONG, ...MANY].join(', ') }, 'customers/create'),
    ],
    [
      'without a contact',
      shopify(
        { customerId: 7, tags: [LONG, ...MANY], occurredAt: '2026-09-15T03:20:00Z' },
        'customer.tags_added',
      ),
    ],
    [
      'of a marketing tool',
      {
        tool: 'mailchimp',
        type: 'application/x-www-form-urlencoded',
        body: new URLSearchParams({
          type: 'subscribe',
          fired_at: '2026-09-15 03:20:00',
          'data[email]': EMAIL.email,
          'data[id]': '1',
          'data[list_id]': 'l',
          'data[merges][INTERESTS]': [LONG, ...MANY].join(', '),
        }).toString(),
      },
    ],
  ])('%s', async (_, posted) => {
    const [part] = await deliver(posted);
    expect(part).toMatchObject({ customer: { tags: MANY.slice(0, 60) } });
    const { leftOut } = part as { readonly leftOut: readonly string[] };
    expect(leftOut.toSorted()).toEqual(SAID.toSorted());
  });
});
