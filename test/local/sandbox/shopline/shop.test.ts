import { expect, it } from 'vitest';
import { createShoplineSandbox } from '../../../../src/local/sandbox/shopline/create-shopline-sandbox.ts';
import { startedShopline } from '../started-shopline.ts';

const { shop, send } = startedShopline();

it('answers with tiers, custom fields and token info', async () => {
  expect((await send('GET', '/membership_tiers')).body[0]).toMatchObject({ level: 1 });
  expect((await send('GET', '/custom_fields')).body[0]).toMatchObject({
    type: 'text',
    field_id: expect.any(String),
  });
  expect((await send('GET', '/token/info')).body).toHaveProperty('merchant.handle');
});

it('answers 429 with the documented body beyond 20 requests', async () => {
  shop().set({ limits: [{ perSecond: 20, burst: 20 }] });
  const answers = await Promise.all(
    Array.from({ length: 21 }, async () => send('GET', '/token/info')),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(1);
  expect(refused[0]?.body).toEqual({
    error: 'Rate limit exceeded for attempts to access Open API. please try again later',
    code: 'RateLimitExceeded',
  });
});

it('has a default limit of 20 requests per second', () => {
  expect(createShoplineSandbox().knobs().limits).toEqual([{ perSecond: 20, burst: 20 }]);
});

it('accepts only mobile numbers of the sign-up countries that the knob names', async () => {
  shop().set({ signUpCallingCodes: ['886'] });
  const withCode = async (code: string) =>
    (
      await send('POST', '/customers', {
        mobile_phone: '91234567',
        mobile_phone_country_calling_code: code,
      })
    ).status;
  expect([await withCode('852'), await withCode('886')]).toEqual([422, 201]);
});

it('with unique mobile numbers, the same digits in two countries are two numbers', async () => {
  shop().set({ unique: true });
  const withCode = async (code: string) =>
    (
      await send('POST', '/customers', {
        mobile_phone: '91234567',
        mobile_phone_country_calling_code: code,
      })
    ).status;
  expect([await withCode('852'), await withCode('65'), await withCode('852')]).toEqual([
    201, 201, 422,
  ]);
});

it('with unique contacts, refuses to change a contact to that of another customer', async () => {
  shop().set({ unique: true });
  const { body } = await send('POST', '/customers', { email: 'ada@example.com' });
  await send('POST', '/customers', { email: 'bob@example.com' });
  const change = async (email: string) =>
    (await send('PUT', `/customers/${body.id}`, { email })).status;
  expect([await change('bob@example.com'), await change('ADA@example.com')]).toEqual([422, 200]);
});
