import { describe, expect, it } from 'vitest';
import { createBody } from '../../../src/platforms/shopline/bodies.ts';
import { fit } from '../../../src/platforms/shopline/shopline.ts';
import { PARAMETERS } from '../../../src/platforms/shopline/parameters.ts';
import type { Fitted } from '../../../src/delivery/platform-port.ts';
import { aNormalSignup, testDigest } from '../../support/platform-fixtures.ts';
import { sentBy, STAMP } from './facts.ts';

const deps = { digest: testDigest, defaults: undefined };
const fitShopline = (shopline: Record<string, unknown>, customer = {}): Fitted =>
  fit(aNormalSignup({ shopline, customer: { email: 'ada@example.com', ...customer } }), deps);

describe('data.shopline', () => {
  it.each([
    ['name', { name: 'A' }, 'name', { name: 'A' }],
    ['memo', { memo: 'VIP' }, 'note', { memo: 'VIP' }],
    ['ref_user_id', { ref_user_id: 'x' }, 'externalId', { ref_user_id: 'x' }],
    ['locale_code', { locale_code: 'en' }, 'locale', { locale_code: 'en' }],
    ['birth_month', { birth_month: 5 }, 'birthday', { birth_month: 5 }],
    ['birth_year', { birth_year: 1992 }, 'birthday.year', { birth_year: 1992 }],
    ['birthday', { birthday: '1992-05-14' }, 'birthday', { birthday: '1992-05-14' }],
    [
      'mobile_phone',
      { mobile_phone: '0911000111', mobile_phone_country_calling_code: '886' },
      'phone',
      { mobile_phone: '0911000111', mobile_phone_country_calling_code: '886' },
    ],
    [
      'phone',
      { phone: '0227423586', phone_country_code: '886', phones: '0227423586' },
      'shopline.phone',
      { phone: '0227423586', phone_country_code: '886', phones: '0227423586' },
    ],
    [
      'is_subscribed_marketing_email',
      { is_subscribed_marketing_email: true },
      'consent.email',
      { is_subscribed_marketing_email: true },
    ],
    [
      'is_accept_marketing',
      { is_accept_marketing: true },
      'consent.general',
      { is_accept_marketing: true },
    ],
    ['is_member', { is_member: false }, 'shopline.is_member', { is_member: false }],
    [
      'custom_fields',
      { custom_fields: { a: 'b' } },
      'shopline.custom_fields',
      { custom_fields: { a: 'b' } },
    ],
    [
      'is_blacklisted',
      { is_blacklisted: true },
      'shopline.is_blacklisted',
      { is_blacklisted: true },
    ],
  ])('%s belongs to the clock of what it replaces', (_, shopline, key, parameters) => {
    const { facts } = fitShopline(shopline);
    const [fact, ...others] = facts.filter((one) => one.key === key);
    expect(fact).toEqual({ kind: 'parameters', key, stamp: STAMP, parameters });
    expect(others).toEqual([]);
  });

  it('wins over the mapping, clock by clock', () => {
    const { facts } = fitShopline(
      { name: 'Verbatim', birth_month: 6, birth_day: 1, tags: ['verbatim'] },
      { name: 'Mapped', birthday: '1992-05-14', tags: ['mapped-1', 'mapped-2'], note: 'mapped' },
    );
    expect(sentBy(facts, 'name')).toEqual({ name: 'Verbatim' });
    expect(sentBy(facts, 'birthday')).toEqual({ birth_month: 6, birth_day: 1 });
    expect(sentBy(facts, 'birthday.year')).toBeUndefined();
    expect(facts.filter(({ kind }) => kind === 'tag')).toHaveLength(1);
    expect(sentBy(facts, 'note')).toEqual({ memo: 'mapped' });
  });

  it.each([
    ['addresses', { delivery_addresses: [{ city: 'Tainan' }] }, ['fair'], ['Tainan']],
    ['tags', { tags: ['verbatim'] }, ['verbatim'], ['Taipei']],
  ])('replaces all %s and nothing else', (_, shopline, tags, cities) => {
    const { facts, createOnly } = fitShopline(shopline, {
      tags: ['fair'],
      addresses: [{ city: 'Taipei' }],
    });
    expect(createBody({ facts, createOnly })).toMatchObject({
      tags,
      delivery_addresses: cities.map((city) => ({ city })),
    });
    expect(facts.map(({ kind }) => kind).toSorted()).toEqual(['address', 'parameters', 'tag']);
  });

  it.each([
    ['is_subscribed_marketing_email', 'consent.email'],
    ['is_subscribed_marketing_sms', 'consent.sms'],
    ['is_accept_marketing', 'consent.general'],
  ])('a false %s is a denial', (parameter, key) => {
    const { facts } = fitShopline({ [parameter]: false });
    expect(facts.find((fact) => fact.key === key)?.stamp).toEqual({ ...STAMP, denied: true });
  });

  it('keeps parameters that only create has out of the facts', () => {
    const { facts, createOnly } = fitShopline({
      send_notification: true,
      notification_types: ['email'],
      created_by: 'pos',
    });
    expect(facts.map(({ key }) => key)).toEqual(['email']);
    expect(createOnly).toMatchObject({
      send_notification: true,
      notification_types: ['email'],
      created_by: 'pos',
      registered_by: 'openapi',
    });
  });

  it('knows 27 parameters of create and 28 of update', () => {
    const counts = [...PARAMETERS.values()].map(({ on }) => on);
    expect(counts.filter((on) => on !== 'update')).toHaveLength(27);
    expect(counts.filter((on) => on !== 'create')).toHaveLength(28);
  });
});
