import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import shoplineCreate from '../../schemas/shopline/create-customer.schema.json' with { type: 'json' };
import shoplineUpdate from '../../schemas/shopline/update-customer.schema.json' with { type: 'json' };
import deliveryAddress from '../../schemas/shopline/delivery-address.schema.json' with { type: 'json' };
import shoplazzaAddress from '../../schemas/shoplazza/create-address.schema.json' with { type: 'json' };
import shoplazzaCreate from '../../schemas/shoplazza/create-customer.schema.json' with { type: 'json' };
import shoplazzaUpdate from '../../schemas/shoplazza/update-customer.schema.json' with { type: 'json' };
import type { Call } from '../../src/local/sandbox/call-log.ts';
import { anEvent } from '../support/an-event.ts';
import { type Embedded, openEmbedded } from '../support/embedded.ts';
import type { ZippedFunction } from '../support/function-zip.ts';
import { newStore } from '../support/new-store.ts';
import { buildBundles, type Bundles } from '../support/open-bundle.ts';
import { pollOnce } from '../support/poll-once.ts';

let bundles: Bundles;
let embedded: Embedded;
let lambda: ZippedFunction;
let events = 0;
const stores = { shopline: '', shoplazza: '' };
beforeAll(async () => {
  [bundles, embedded] = await Promise.all([buildBundles(), openEmbedded()]);
  lambda = await bundles.open(embedded.env);
  for (const platform of ['shopline', 'shoplazza'] as const) {
    embedded[platform].set({ limits: [] });
    stores[platform] = newStore(embedded, platform);
  }
});
afterAll(async () => {
  await lambda.close();
  await Promise.all([embedded.close(), bundles.close()]);
});

type Json = Readonly<Record<string, unknown>>;
type PlatformName = 'shopline' | 'shoplazza';

/** Delivers one event. @returns the requests to the shop. */
async function deliver(
  platform: PlatformName,
  { customer, parameters, type }: { customer: Json; parameters?: Json | undefined; type?: string },
): Promise<readonly Call[]> {
  const before = embedded[platform].calls().length;
  const data = {
    store: stores[platform],
    customer,
    ...(parameters && { [platform]: parameters }),
  };
  const event = anEvent({ id: `e-${(events += 1)}`, data, ...(type !== undefined && { type }) });
  await embedded.send(JSON.stringify(event));
  const { attempts } = await pollOnce(embedded, lambda);
  expect(attempts).toMatchObject([{ outcome: expect.stringMatching(/^(created|updated)$/) }]);
  return embedded[platform].calls().slice(before);
}

const newEmail = (): string => `person-${events}@example.com`;
const writes = (calls: readonly Call[]): readonly Json[] =>
  calls.filter(({ method }) => method !== 'GET').map(({ body }) => body as Json);

const SHOPLINE_ADDRESS: Json = {
  country_code: 'TW',
  country: 'TW',
  city: 'Taipei',
  district: 'Xinyi',
  state: 'Taipei City',
  postcode: '110',
  address_1: '7 Example Road',
  address_2: 'Xinyi District',
  key: 'k-1',
  layer1: 'one',
  layer2: 'two',
  layer3: 'three',
  logistic_codes: ['l-1'],
  recipient_name: 'Ada Lin',
  recipient_phone: '912345678',
  recipient_phone_country_code: '886',
  remarks: 'ring twice',
};
const SHOPLAZZA_ADDRESS: Json = {
  first_name: 'Ada',
  last_name: 'Lin',
  email: 'home@example.com',
  address1: '7 Example Road',
  address2: 'Floor 2',
  area: 'Mission',
  city: 'San Francisco',
  province: 'California',
  province_code: 'CA',
  country: 'United States',
  country_code: 'US',
  company: 'Example Ltd',
  phone: '+14155550123',
  phone_area_code: '+1',
  zip: '94110',
  gender: 'female',
  default: true,
};

/** A valid value for each parameter, different from any default, with the parameters that it requires. */
const SHOPLINE: Readonly<Record<string, readonly [value: unknown, beside?: Json]>> = {
  name: ['Ada Verbatim'],
  email: ['Verbatim@Example.com'],
  mobile_phone: ['911111111', { mobile_phone_country_calling_code: '886' }],
  mobile_phone_country_calling_code: ['886', { mobile_phone: '922222222' }],
  send_notification: [true],
  notification_types: [['email']],
  phones: ['0223456789,0287654321'],
  phone: ['0223456789', { phone_country_code: '886' }],
  phone_country_code: ['886', { phone: '0223456789' }],
  gender: ['other'],
  birthday: ['1992-05-14'],
  birth_year: [1991],
  birth_month: [11],
  birth_day: [29],
  is_member: [false],
  is_blacklisted: [true],
  is_accept_marketing: [true],
  is_subscribed_marketing_email: [true],
  is_subscribed_marketing_sms: [true],
  delivery_addresses: [[SHOPLINE_ADDRESS]],
  is_allow_welcome_credit: [true],
  created_by: ['pos'],
  created_by_channel_id: ['channel-1'],
  registered_by: ['shop_crm'],
  registered_by_channel_id: ['channel-2'],
  memo: ['a note, verbatim'],
  tags: [['vip', 'fair-2026']],
  membership_tier_id: ['5af400e9e388097761000030'],
  tier_expires_at: ['2030-01-01T00:00:00.000Z'],
  ref_user_id: ['crm-7'],
  custom_fields: [{ '5a72fdb0e388097fac000008': '42' }],
  registered_at: ['2024-01-02T03:04:05.678Z'],
  locale_code: ['zh-hant'],
  facebook_info: [{ id: 'fb-1' }],
  line_info: [{ id: 'line-1' }],
};
const SHOPLAZZA: typeof SHOPLINE = {
  contact_type: ['phone', { phone: '+14155550101' }],
  email: ['Verbatim.Z@Example.com'],
  phone: ['+14155550102'],
  first_name: ['Ada'],
  last_name: ['Verbatim'],
  accepts_marketing: [true],
  accepts_sms_marketing: [true],
  password: ['correct horse', { password_confirmation: 'correct horse' }],
  password_confirmation: ['correct horse', { password: 'correct horse' }],
  tags: ['vip,fair-2026'],
  registered_at: ['2024-01-02T03:04:05Z'],
  addresses: [[SHOPLAZZA_ADDRESS]],
};

const rows = (schema: { readonly properties: object }) =>
  Object.keys(schema.properties).map((name) => ({ name }));

function exampleOf(table: typeof SHOPLINE, name: string): { value: unknown; parameters: Json } {
  const [value, beside = {}] = table[name] ?? [];
  expect(value, `an example for ${name}`).toBeDefined();
  return { value, parameters: { [name]: value, ...beside } };
}

describe('every parameter of SHOPLINE Create Customer reaches the shop unchanged', () => {
  it.each(rows(shoplineCreate))('$name', async ({ name }) => {
    const { value, parameters } = exampleOf(SHOPLINE, name);
    const calls = await deliver('shopline', { customer: { email: newEmail() }, parameters });
    const [create] = writes(calls.filter(({ method }) => method === 'POST'));
    expect(create).toMatchObject({ [name]: value });
  });
});

describe('every parameter of SHOPLINE Update Customer reaches the shop unchanged', () => {
  it.each(rows(shoplineUpdate))('$name, for an existing customer', async ({ name }) => {
    const { value, parameters } = exampleOf(SHOPLINE, name);
    const email = newEmail();
    await deliver('shopline', { customer: { email } });
    const type = 'customer.updated';
    const sent = writes(await deliver('shopline', { type, customer: { email }, parameters }));
    // Update Customer needs a list, Create Customer one text.
    const expected = name === 'phones' ? String(value).split(',') : value;
    expect(sent).toContainEqual(expect.objectContaining({ [name]: expected }));
  });

  it.each(rows(shoplineUpdate))('$name, for a new customer', async ({ name }) => {
    const { value, parameters } = exampleOf(SHOPLINE, name);
    const calls = await deliver('shopline', { customer: { email: newEmail() }, parameters });
    expect(writes(calls)).toContainEqual(expect.objectContaining({ [name]: value }));
  });

  it('has an example of every field of an address', () => {
    expect(Object.keys(SHOPLINE_ADDRESS)).toEqual(Object.keys(deliveryAddress.properties));
  });
});

describe('every parameter of Shoplazza Create Customer reaches the shop unchanged', () => {
  it.each(rows(shoplazzaCreate.properties.customer))('$name', async ({ name }) => {
    const { value, parameters } = exampleOf(SHOPLAZZA, name);
    const calls = await deliver('shoplazza', { customer: { email: newEmail() }, parameters });
    expect(writes(calls)).toEqual([{ customer: expect.objectContaining({ [name]: value }) }]);
  });
});

describe('every parameter of Shoplazza Update Customer reaches the shop unchanged', () => {
  it.each(rows(shoplazzaUpdate.properties.customer))('$name', async ({ name }) => {
    const { value, parameters } = exampleOf(SHOPLAZZA, name);
    const email = newEmail();
    await deliver('shoplazza', { customer: { email } });
    const type = 'customer.updated';
    const calls = await deliver('shoplazza', { type, customer: { email }, parameters });
    expect(writes(calls)).toEqual([{ customer: expect.objectContaining({ [name]: value }) }]);
  });
});

describe('every parameter of Shoplazza Create Address reaches the shop unchanged', () => {
  const REQUIRED = ['first_name', 'last_name', 'country', 'country_code', 'address1'];
  const least = Object.fromEntries(REQUIRED.map((name) => [name, SHOPLAZZA_ADDRESS[name]]));

  it.each(rows(shoplazzaAddress))('$name', async ({ name }) => {
    const value = SHOPLAZZA_ADDRESS[name];
    expect(value, `an example for ${name}`).toBeDefined();
    const email = newEmail();
    await deliver('shoplazza', { customer: { email } });
    const parameters = { addresses: [{ ...least, [name]: value }] };
    const type = 'customer.updated';
    const calls = await deliver('shoplazza', { type, customer: { email }, parameters });
    const added = calls.filter(({ route }) => route === '/customers/{id}/addresses');
    expect(writes(added)).toEqual([expect.objectContaining({ [name]: value })]);
  });
});

describe('a signup without consents', () => {
  const CONSENT = /accept|subscribed/;
  /** The sent consents, by parameter. */
  const consents = (bodies: readonly Json[]): readonly (readonly [string, unknown])[] =>
    bodies
      .flatMap((body) => Object.entries((body['customer'] as Json | undefined) ?? body))
      .filter(([name]) => CONSENT.test(name));
  const whole = (email: string) => ({
    email,
    name: 'Ada Lin',
    note: 'n',
    tags: ['vip'],
    externalId: 'crm-1',
    addresses: [{ line1: '1 Road', city: 'Taipei', countryCode: 'TW' }],
  });

  it.each([
    {
      platform: 'shopline',
      names: [
        'is_accept_marketing',
        'is_subscribed_marketing_email',
        'is_subscribed_marketing_sms',
      ],
    },
    { platform: 'shoplazza', names: ['accepts_marketing', 'accepts_sms_marketing'] },
  ] as const)('is created at $platform with every consent false', async ({ platform, names }) => {
    const calls = await deliver(platform, { customer: whole(newEmail()) });
    const sent = consents(writes(calls));
    expect(new Set(sent.map(([name]) => name))).toEqual(new Set(names));
    expect(sent.filter(([, value]) => value !== false)).toEqual([]);
  });

  it.each(['shopline', 'shoplazza'] as const)(
    'raises no consent when it updates a customer of %s',
    async (platform) => {
      const email = newEmail();
      await deliver(platform, { customer: { email } });
      const calls = await deliver(platform, { customer: whole(email) });
      expect(writes(calls).length).toBeGreaterThan(0);
      expect(consents(writes(calls)).filter(([, value]) => value !== false)).toEqual([]);
    },
  );
});
