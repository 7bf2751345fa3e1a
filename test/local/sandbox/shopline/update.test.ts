import { expect, it } from 'vitest';
import { startedShopline } from '../started-shopline.ts';

const { send, create, stored } = startedShopline();

it('sets the fields of the body and keeps the rest', async () => {
  const id = await create({
    name: 'Ada',
    email: 'a@example.com',
    birthday: '1992-05-14',
    memo: 'met',
  });
  const answer = await send('PUT', `/customers/${id}`, {
    ref_user_id: 'crm-7',
    birth_month: 6,
    locale_code: 'en',
  });
  expect(answer.status).toBe(200);
  expect(stored()).toMatchObject({
    name: 'Ada',
    memo: 'met',
    ref_user_id: 'crm-7',
    locale_code: 'en',
    birth_year: 1992,
    birth_month: 6,
    birth_day: 14,
  });
});

it('null clears nullable fields', async () => {
  const id = await create({ name: 'Ada', email: 'a@example.com', birthday: '1992-05-14' });
  await send('PUT', `/customers/${id}`, { name: null, birthday: null });
  expect(stored()).toMatchObject({
    name: null,
    birth_year: null,
    birth_month: null,
    birth_day: null,
  });
});

it('replaces tags and addresses, and merges custom fields', async () => {
  const id = await create({
    email: 'a@example.com',
    tags: ['one', 'two'],
    delivery_addresses: [{ city: 'Taipei' }],
  });
  await send('PUT', `/customers/${id}`, { custom_fields: { '5a72fdb0e388097fac000008': '38' } });
  await send('PUT', `/customers/${id}`, {
    tags: ['three'],
    delivery_addresses: [{ city: 'Tainan' }],
    custom_fields: { '5a72fdb0e388097fac000009': 'red' },
  });
  expect(stored()).toMatchObject({
    tags: ['three'],
    delivery_addresses: [{ city: 'Tainan' }],
    custom_data: [
      { field_id: '5a72fdb0e388097fac000008', value: '38' },
      { field_id: '5a72fdb0e388097fac000009', value: 'red' },
    ],
  });
});

it.each([
  ['a phone without its code', { phone: '0912345678' }],
  ['a mobile number without its calling code', { mobile_phone: '0912345678' }],
  ['a tier that ended already', { tier_expires_at: '2026-11-21' }],
  ['an unknown custom field', { custom_fields: { nope: 'x' } }],
])('refuses %s', async (_, body) => {
  const id = await create({ email: 'a@example.com' });
  expect(await send('PUT', `/customers/${id}`, body)).toMatchObject({ status: 422 });
});

it('accepts phones as a list and as one text, and hides them once there is a mobile number', async () => {
  const id = await create({ email: 'a@example.com', phones: '0910123456, 02-27423586' });
  const shown = await send('PUT', `/customers/${id}`, { phones: ['02-1', '02-2'] });
  expect(shown.body).toMatchObject({
    phones: ['02-1', '02-2'],
    phone: '02-2',
    mobile_phone_verified: false,
  });
  const hidden = await send('PUT', `/customers/${id}`, {
    mobile_phone: '912345678',
    mobile_phone_country_calling_code: '886',
  });
  expect(hidden.body).toMatchObject({
    phones: [],
    phone: null,
    mobile_phone: '0912345678',
    mobile_phone_verified: true,
  });
  expect(stored()).toMatchObject({ phones: ['02-1', '02-2'] });
});

it('answers 404 in the documented shape for an unknown id', async () => {
  const answer = await send('PUT', '/customers/000000000000000000000000', { name: 'Ada' });
  expect(answer).toMatchObject({
    status: 404,
    body: { message: expect.any(String), code: expect.any(String), extras: {} },
  });
});
