import { expect, it } from 'vitest';
import { ADA, HOME, startedShoplazza } from '../started-shoplazza.ts';

const { shop, send, post, create, stored } = startedShoplazza();

it('answers 200 with the wrapped customer, a UUID and UTC times', async () => {
  const answer = await post({
    ...ADA,
    first_name: 'Ada',
    last_name: 'Lin',
    tags: 'a,b',
    registered_at: '2024-03-11T03:32:00Z',
  });
  expect(answer.status).toBe(200);
  expect(answer.body.customer).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    name: 'Ada Lin',
    tags: 'a,b',
    phone: null,
    created_at: '2026-11-22T03:04:05Z',
    total_spent: '0.00',
  });
  expect(stored()).toHaveProperty('registered_at', '2024-03-11T03:32:00Z');
  expect(answer.body.customer).not.toHaveProperty('registered_at');
});

it('grants every omitted consent', async () => {
  expect((await post(ADA)).body.customer).toMatchObject({
    accepts_marketing: true,
    accepts_sms_marketing: true,
    subscribed_flag: 5,
  });
  const { body } = await post({ ...ADA, email: 'bob@example.com', accepts_sms_marketing: false });
  expect(body.customer).toMatchObject({
    accepts_marketing: true,
    accepts_sms_marketing: false,
    sms_subscribed_flag: 6,
  });
});

it.each([
  ['a body without the wrapper', ADA, 'param is missing or the value is empty: customer'],
  ['an empty wrapper', { customer: {} }, 'param is missing or the value is empty: customer'],
  ['no body', undefined, 'param is missing or the value is empty: customer'],
  ['a bad e-mail', { customer: { ...ADA, email: 'ada' } }, 'Email is invalid'],
  [
    'e-mail as contact but none given',
    { customer: { contact_type: 'email', phone: '+15052814445' } },
    'Email is invalid',
  ],
  [
    'phone as contact but none given',
    { customer: { ...ADA, contact_type: 'phone' } },
    'Phone is invalid',
  ],
  [
    'a phone without calling code',
    { customer: { contact_type: 'phone', phone: '0912345678' } },
    'Phone is invalid',
  ],
  [
    'an unknown contact type',
    { customer: { ...ADA, contact_type: 'fax' } },
    'Contact type is invalid',
  ],
  ['tags as a list', { customer: { ...ADA, tags: ['a'] } }, 'Tags is invalid'],
  [
    'a short password',
    { customer: { ...ADA, password: '12345', password_confirmation: '12345' } },
    'Password is too short (minimum is 6 characters)',
  ],
  [
    'a password confirmed otherwise',
    { customer: { ...ADA, password: '123456', password_confirmation: '654321' } },
    'Password confirmation must be equal to password',
  ],
  [
    'a password that is not confirmed',
    { customer: { ...ADA, password: '123456' } },
    'Password confirmation must be equal to password',
  ],
  [
    'an address without country',
    { customer: { ...ADA, addresses: [{ country_code: 'US' }] } },
    "Country can't be blank",
  ],
  [
    'an address without country code',
    { customer: { ...ADA, addresses: [{ country: 'US' }] } },
    "Country code can't be blank",
  ],
])('refuses %s with 422 and the documented text', async (_, body, error) => {
  expect(await send('POST', '/customers', body)).toMatchObject({
    status: 422,
    body: { errors: [error] },
  });
  expect(shop().customers()).toEqual([]);
});

it('reports all problems in one answer', async () => {
  const { body } = await post({
    contact_type: 'email',
    email: 'ada',
    phone: '1',
    password: '123',
  });
  expect(body.errors).toEqual([
    'Email is invalid',
    'Phone is invalid',
    'Password is too short (minimum is 6 characters)',
    'Password confirmation must be equal to password',
  ]);
});

it.each([
  ['the primary e-mail in other letters', { contact_type: 'email', email: 'ADA@example.com' }],
  ['the second contact', { contact_type: 'phone', phone: '+15052814445' }],
])('refuses a second customer with %s', async (_, customer) => {
  await create({ ...ADA, phone: '+15052814445' });
  expect(await post(customer)).toMatchObject({
    status: 422,
    body: { errors: ['Email or Phone is already taken'] },
  });
  shop().set({ unique: false });
  expect(await post(customer)).toMatchObject({ status: 200 });
});

it('never stores a password', async () => {
  const answer = await post({
    ...ADA,
    password: 'pass-word',
    password_confirmation: 'pass-word',
  });
  expect(answer.status).toBe(200);
  expect(JSON.stringify([answer.body, shop().customers()])).not.toContain('pass-word');
});

it('makes every address the default, so the last one wins', async () => {
  const { body } = await post({
    ...ADA,
    addresses: [HOME, { ...HOME, city: 'Taos' }, { ...HOME, city: 'Gallup', default: false }],
  });
  expect(body.customer.addresses.map((address: { default: boolean }) => address.default)).toEqual([
    false,
    true,
    false,
  ]);
  expect(body.customer.default_address).toMatchObject({
    city: 'Taos',
    name: 'Ada Lin',
    country_name: 'United States',
    company: '',
  });
});
