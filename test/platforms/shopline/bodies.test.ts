import { describe, expect, it } from 'vitest';
import {
  createBody,
  factsAfterCreate,
  updateBody,
} from '../../../src/platforms/shopline/bodies.ts';
import { fit } from '../../../src/platforms/shopline/shopline.ts';
import { PARAMETERS } from '../../../src/platforms/shopline/parameters.ts';
import type { Fitted } from '../../../src/delivery/platform-port.ts';
import { aNormalSignup, testDigest } from '../../support/platform-fixtures.ts';

const deps = { digest: testDigest, defaults: undefined };
const fitShopline = (shopline: Record<string, unknown>, customer = {}): Fitted =>
  fit(aNormalSignup({ shopline, customer: { email: 'ada@example.com', ...customer } }), deps);

describe('the bodies', () => {
  it('denies every consent that a new customer did not grant', () => {
    const { facts, createOnly } = fit(
      aNormalSignup({ consent: { email: { state: 'granted' }, sms: { state: 'denied' } } }),
      deps,
    );
    const consents = { is_accept_marketing: false, is_subscribed_marketing_sms: false };
    expect(createBody({ facts: [], createOnly })).toMatchObject({
      ...consents,
      is_subscribed_marketing_email: false,
    });
    expect(createBody({ facts, createOnly })).toMatchObject({
      ...consents,
      is_subscribed_marketing_email: true,
    });
    expect(updateBody(facts)).toEqual({
      email: 'ada@example.com',
      is_subscribed_marketing_email: true,
      is_subscribed_marketing_sms: false,
    });
  });

  it('a new customer gets no lists that the event does not have', () => {
    expect(createBody({ facts: [], createOnly: { is_member: true } })).toStrictEqual({
      is_member: true,
      is_accept_marketing: false,
      is_subscribed_marketing_email: false,
      is_subscribed_marketing_sms: false,
    });
    expect(updateBody([])).toStrictEqual({});
  });

  it('an update never speaks of a consent that the event does not', () => {
    const { facts } = fitShopline({}, { name: 'Ada' });
    expect(updateBody(facts)).toEqual({ email: 'ada@example.com', name: 'Ada' });
  });

  it('leaves to an update what create cannot carry', () => {
    const { facts, createOnly } = fitShopline(
      { custom_fields: { a: 'b' }, is_blacklisted: false },
      {
        externalId: 'crm-7',
        locale: 'en',
        registeredAt: '2026-11-22T03:04:05Z',
        name: 'Ada',
        note: null,
      },
    );
    const body = createBody({ facts, createOnly });
    const later = factsAfterCreate(facts);
    expect(Object.keys(body).filter((name) => PARAMETERS.get(name)?.on === 'update')).toEqual([]);
    expect(updateBody(later)).toEqual({
      ref_user_id: 'crm-7',
      locale_code: 'en',
      registered_at: '2026-11-22T03:04:05.000Z',
      custom_fields: { a: 'b' },
      is_blacklisted: false,
    });
    expect(later.every((fact) => facts.includes(fact))).toBe(true);
  });

  it('has nothing to clear on a new customer', () => {
    const { facts } = fitShopline({}, { externalId: null, birthday: null });
    expect(factsAfterCreate(facts)).toEqual([]);
  });

  it.each([
    ['0911, 0922', '0911, 0922', ['0911', '0922']],
    [['0911', '0922'], '0911,0922', ['0911', '0922']],
  ])('writes phones %j as a text on create and as a list on update', (phones, text, list) => {
    const { facts, createOnly } = fitShopline({ phones });
    expect(createBody({ facts, createOnly })['phones']).toBe(text);
    expect(updateBody(facts)['phones']).toEqual(list);
  });

  it.each([
    ['all of it', ['birthday', 'birthday.year'], { birthday: '1992-05-14' }],
    ['its year', ['birthday.year'], { birth_year: 1992 }],
    ['its day', ['birthday'], { birth_month: 5, birth_day: 14 }],
  ])('sends of a birthday %s when that is news', (_, keys, body) => {
    const { facts } = fitShopline({}, { birthday: '1992-05-14' });
    expect(updateBody(facts.filter(({ key }) => keys.includes(key)))).toEqual(body);
  });
});
