import { describe, expect, it } from 'vitest';
import { failureOf, useShopline } from './use-shopline.ts';

const { shop, platform, fitCustomer, calls } = useShopline();
const MOBILE = { mobile_phone: '0912345678', mobile_phone_country_calling_code: '886' };

describe('create', () => {
  it('creates a customer with everything that one call can carry', async () => {
    const fitted = fitCustomer(
      {
        phone: '+886912345678',
        firstName: '小美',
        lastName: '林',
        birthday: '1992-05-14',
        tags: ['fair-2026'],
        addresses: [{ line1: '1 Example Road', city: 'Taipei', countryCode: 'TW' }],
        externalId: 'crm-7',
      },
      { consent: { email: { state: 'granted' } } },
    );
    const { id, remaining } = await platform().create(fitted);
    expect(calls()).toEqual(['POST /customers']);
    expect(shop().customers()[0]).toMatchObject({
      id,
      name: '林小美',
      email: 'ada@example.com',
      ...MOBILE,
      birth_year: 1992,
      birth_month: 5,
      birth_day: 14,
      tags: ['fair-2026'],
      delivery_addresses: [{ address_1: '1 Example Road', country_code: 'TW' }],
      is_member: true,
      is_accept_marketing: false,
      is_subscribed_marketing_email: true,
      is_subscribed_marketing_sms: false,
      credit_balance: 0,
      ref_user_id: null,
    });
    expect(remaining.map(({ key }) => key)).toEqual(['externalId']);
    expect(shop().notifications()).toEqual([]);
  });

  it('raises no consent that was not given, although the shop would', async () => {
    await platform().create(fitCustomer({}));
    expect(shop().customers()[0]).toMatchObject({
      is_accept_marketing: false,
      is_subscribed_marketing_email: false,
      is_subscribed_marketing_sms: false,
    });
  });

  it('says that a contact is taken where the shop refuses it', async () => {
    shop().set({ unique: true });
    shop().seed({ email: 'ada@example.com' });
    const error = await failureOf(platform().create(fitCustomer({})));
    expect(error.verdict).toEqual({ kind: 'taken' });
    expect(error.message).toMatch(/^POST \/customers answered 422/);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a page', '<html>Welcome</html>'],
    ['another shape', { customer: { id: 'a1' } }],
    ['an empty id', { id: '' }],
    ['an id that is no id', { id: '../orders' }],
  ])('cannot tell whether a create succeeded that is answered by %s', async (_, body) => {
    shop().set({ faults: [{ kind: 'answer', status: 201, body, afterWrite: true }] });
    const { verdict } = await failureOf(platform().create(fitCustomer({})));
    expect(verdict).toEqual({ kind: 'ambiguous' });
  });
});
