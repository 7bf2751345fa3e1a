import { expect, it } from 'vitest';
import { startedShopline } from '../started-shopline.ts';

const { shop, send, create, stored } = startedShopline();

it('answers 201 with the customer, unwrapped, with a 24-hex id and UTC times', async () => {
  const answer = await send('POST', '/customers', {
    name: 'Ada Lin',
    email: 'ada@example.com',
    birthday: '1992-05-14',
  });
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    name: 'Ada Lin',
    birthday: '1992-05-14',
    birth_year: 1992,
    birth_month: 5,
    birth_day: 14,
    created_at: '2026-11-22T03:04:05.012+00:00',
  });
});

it('answers 200 when the knob says so', async () => {
  shop().set({ createStatus: 200 });
  expect(await send('POST', '/customers', { email: 'ada@example.com' })).toMatchObject({
    status: 200,
  });
});

it.each([
  ['neither contact', { name: 'Ada' }],
  ['no body', undefined],
  ['a mobile number without its calling code', { mobile_phone: '0912345678' }],
  [
    'a calling code without its mobile number',
    { email: 'a@example.com', mobile_phone_country_calling_code: '886' },
  ],
  [
    'a mobile number with a plus',
    { mobile_phone: '+886912345678', mobile_phone_country_calling_code: '886' },
  ],
  [
    'a birthday together with its parts',
    { email: 'a@example.com', birthday: '1992-05-14', birth_year: 1992 },
  ],
  ['a year of the 19th century', { email: 'a@example.com', birthday: '1899-12-31' }],
  ['a day that no calendar has', { email: 'a@example.com', birthday: '2001-02-30' }],
  ['six addresses', { email: 'a@example.com', delivery_addresses: [{}, {}, {}, {}, {}, {}] }],
  ['a tag of 2 characters', { email: 'a@example.com', tags: ['ok!', 'ab'] }],
  ['a tag of 41 characters', { email: 'a@example.com', tags: ['x'.repeat(41)] }],
  ['a gender that is not listed', { email: 'a@example.com', gender: 'f' }],
  ['null where the type does not allow it', { email: 'a@example.com', mobile_phone: null }],
  ['a list of phones', { email: 'a@example.com', phones: ['0912345678'] }],
  ['an unknown tier', { email: 'a@example.com', membership_tier_id: '000000000000000000000000' }],
])('refuses %s with 422 and stores nothing', async (_, body) => {
  const answer = await send('POST', '/customers', body);
  expect(answer.status).toBe(422);
  expect(Object.keys(answer.body).toSorted()).toEqual(['code', 'error', 'extras', 'message']);
  expect(shop().customers()).toEqual([]);
});

it('never quotes a refused value', async () => {
  const answer = await send('POST', '/customers', { email: 'secret person', gender: 'secret' });
  expect(JSON.stringify(answer.body)).not.toContain('secret');
});

it('ignores unknown keys and the keys of update', async () => {
  await create({
    email: 'a@example.com',
    ref_user_id: 'crm-7',
    locale_code: 'en',
    is_blacklisted: true,
    first_name: 'Ada',
  });
  expect(stored()).toMatchObject({
    ref_user_id: null,
    locale_code: 'zh-hant',
    is_blacklisted: false,
  });
  expect(stored()).not.toHaveProperty('first_name');
});

it('gives a Taiwanese mobile number its leading zero, and no other', async () => {
  await create({ mobile_phone: '912345678', mobile_phone_country_calling_code: '886' });
  await create({ mobile_phone: '91234567', mobile_phone_country_calling_code: '852' });
  expect(
    shop()
      .customers()
      .map(({ mobile_phone: mobile }) => mobile),
  ).toEqual(['0912345678', '91234567']);
});

it('grants every omitted consent, depending on the knob', async () => {
  await create({ email: 'a@example.com', is_subscribed_marketing_sms: false });
  shop().set({ consentDefault: false });
  await create({ email: 'b@example.com', is_subscribed_marketing_sms: true });
  expect(shop().customers()).toMatchObject([
    {
      is_accept_marketing: true,
      is_subscribed_marketing_email: true,
      is_subscribed_marketing_sms: false,
    },
    {
      is_accept_marketing: false,
      is_subscribed_marketing_email: false,
      is_subscribed_marketing_sms: true,
    },
  ]);
});

it('accepts a second customer with the same e-mail, unless the knob forbids it', async () => {
  await create({ email: 'a@example.com' });
  expect(await send('POST', '/customers', { email: 'A@example.com' })).toMatchObject({
    status: 201,
  });
  shop().set({ unique: true });
  expect(await send('POST', '/customers', { email: 'a@EXAMPLE.com' })).toMatchObject({
    status: 422,
  });
  expect(shop().customers()).toHaveLength(2);
});

it.each([
  [{}, ['email', 'sms']],
  [{ notification_types: ['sms'] }, ['sms']],
  [{ send_notification: false }, []],
])('welcomes with %j by %j', async (options, channels) => {
  const id = await create({
    email: 'a@example.com',
    mobile_phone: '912345678',
    mobile_phone_country_calling_code: '886',
    ...options,
  });
  expect(shop().notifications()).toEqual(
    channels.map((channel) => ({ customerId: id, kind: 'welcome', channel })),
  );
});

it('gives the welcome credit and its notice only on request', async () => {
  await create({ email: 'a@example.com', send_notification: false });
  const id = await create({
    email: 'b@example.com',
    send_notification: false,
    is_allow_welcome_credit: true,
  });
  expect(
    shop()
      .customers()
      .map(({ credit_balance: credit }) => credit),
  ).toEqual([0, 100]);
  expect(shop().notifications()).toEqual([
    { customerId: id, kind: 'welcome_credit', channel: 'email' },
  ]);
});
