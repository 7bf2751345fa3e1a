import { describe, expect, it } from 'vitest';
import { fit } from '../../../src/platforms/shopline/shopline.ts';
import { aNormalSignup, testDigest } from '../../support/platform-fixtures.ts';
import { sentBy, STAMP } from './facts.ts';

const deps = { digest: testDigest, defaults: undefined };
const withEmail = { email: 'ada@example.com' };

describe('the fields of a customer', () => {
  it.each([
    ['name', { name: 'Ada Lin' }, { name: 'Ada Lin' }],
    ['name', { name: 'Ada Lin', firstName: 'X', lastName: 'Y' }, { name: 'Ada Lin' }],
    ['name', { firstName: 'Ada', lastName: 'Lin' }, { name: 'Ada Lin' }],
    ['name', { firstName: '小美', lastName: '林' }, { name: '林小美' }],
    ['name', { firstName: '길동', lastName: '홍' }, { name: '홍길동' }],
    ['name', { firstName: 'さくら', lastName: '山田' }, { name: '山田さくら' }],
    ['name', { firstName: 'Ada', lastName: '林' }, { name: 'Ada 林' }],
    ['name', { firstName: 'Ada' }, { name: 'Ada' }],
    ['name', { firstName: null, lastName: 'Lin' }, { name: 'Lin' }],
    ['name', { name: null }, { name: null }],
    ['name', { firstName: null, lastName: null }, { name: null }],
    ['email', { email: 'Ada@Example.com' }, { email: 'Ada@Example.com' }],
    [
      'phone',
      { phone: '+886912345678' },
      { mobile_phone: '0912345678', mobile_phone_country_calling_code: '886' },
    ],
    ['gender', { gender: 'other' as const }, { gender: 'other' }],
    ['gender', { gender: null }, { gender: null }],
    ['birthday', { birthday: '1992-05-14' }, { birthday: '1992-05-14' }],
    ['birthday.year', { birthday: '1992-05-14' }, { birth_year: 1992 }],
    ['birthday', { birthday: '--05-14' }, { birth_month: 5, birth_day: 14 }],
    ['birthday.year', { birthday: '--05-14' }, undefined],
    ['birthday', { birthday: null }, { birthday: null }],
    ['birthday.year', { birthday: null }, {}],
    ['locale', { locale: 'zh-Hant' }, { locale_code: 'zh-hant' }],
    ['externalId', { externalId: 'crm-7' }, { ref_user_id: 'crm-7' }],
    ['externalId', { externalId: null }, { ref_user_id: null }],
    ['note', { note: 'met at the fair' }, { memo: 'met at the fair' }],
    ['note', { note: null }, { memo: null }],
    [
      'registeredAt',
      { registeredAt: '2026-11-22T11:04:05+08:00' },
      { registered_at: '2026-11-22T03:04:05.000Z' },
    ],
  ])('%s: %j becomes %j', (key, customer, parameters) => {
    const { facts } = fit(aNormalSignup({ customer: { ...withEmail, ...customer } }), deps);
    expect(sentBy(facts, key)).toEqual(parameters);
    expect(facts.filter((fact) => fact.key === key).map(({ stamp }) => stamp)).toEqual(
      parameters === undefined ? [] : [STAMP],
    );
  });

  it.each([
    ['email', { phone: '+886912345678', email: null }],
    ['phone', { ...withEmail, phone: null }],
    ['locale', { ...withEmail, locale: null }],
    ['registeredAt', { ...withEmail, registeredAt: null }],
    ['firstName', { ...withEmail, firstName: null }],
    ['lastName', { ...withEmail, lastName: null }],
  ])('reports that it cannot clear %s', (field, customer) => {
    const { facts, unheld } = fit(aNormalSignup({ customer }), deps);
    expect(unheld).toEqual([`customer.${field}`]);
    expect(sentBy(facts, field)).toBeUndefined();
    expect(sentBy(facts, 'name')).toBeUndefined();
  });

  it.each([
    ['the whole name is given', { name: 'Ada Lin', firstName: null }],
    ['the other half is given', { firstName: 'Ada', lastName: null }],
    ['the other half is given last', { firstName: null, lastName: 'Lin' }],
    ['both halves are cleared', { firstName: null, lastName: null }],
  ])('has no half of a name left to clear where %s', (_, names) => {
    const { unheld } = fit(aNormalSignup({ customer: { ...withEmail, ...names } }), deps);
    expect(unheld).toEqual([]);
  });

  it('says nothing about what the event does not say', () => {
    const { facts, unheld } = fit(aNormalSignup(), deps);
    expect(facts.map(({ key }) => key)).toEqual(['email']);
    expect(unheld).toEqual([]);
  });
});

describe('consent', () => {
  it.each([
    ['granted' as const, true, STAMP],
    ['denied' as const, false, { ...STAMP, denied: true }],
  ])('%s is a fact of its channel', (state, flag, stamp) => {
    const { facts } = fit(aNormalSignup({ consent: { sms: { state } } }), deps);
    expect(facts.filter(({ key }) => key.startsWith('consent'))).toEqual([
      {
        kind: 'parameters',
        key: 'consent.sms',
        stamp,
        parameters: { is_subscribed_marketing_sms: flag },
      },
    ]);
  });

  it('has the time at which it was given, where that is known', () => {
    const at = '2026-11-01T00:00:00Z';
    const consent = { email: { state: 'granted' as const, at }, sms: { state: 'denied' as const } };
    const { facts } = fit(aNormalSignup({ consent }), deps);
    const times = facts
      .filter(({ key }) => key.startsWith('consent'))
      .map(({ stamp }) => stamp.time);
    expect(times).toEqual([Date.parse(at), STAMP.time]);
  });
});

describe('the options of a create', () => {
  it('send no message and give no credit without a choice', () => {
    expect(fit(aNormalSignup(), deps).createOnly).toEqual({
      is_member: true,
      send_notification: false,
      is_allow_welcome_credit: false,
      created_by: 'openapi',
      registered_by: 'openapi',
    });
  });

  it('follow the options of the event, else the defaults of the store', () => {
    const defaults = {
      sendWelcome: true,
      welcomeCredit: true,
      createdBy: 'pos' as const,
      registeredBy: 'shop' as const,
    };
    expect(fit(aNormalSignup(), { digest: testDigest, defaults }).createOnly).toMatchObject({
      send_notification: true,
      is_allow_welcome_credit: true,
    });
    const signup = aNormalSignup({ options: { sendWelcome: false } });
    expect(fit(signup, { digest: testDigest, defaults }).createOnly).toEqual({
      is_member: true,
      send_notification: false,
      is_allow_welcome_credit: true,
      created_by: 'pos',
      registered_by: 'shop',
    });
  });
});

it('reports parameters that are meant for another platform', () => {
  expect(fit(aNormalSignup({ shoplazza: { first_name: 'Ada' } }), deps).unheld).toEqual([
    'shoplazza',
  ]);
  expect(fit(aNormalSignup({ shoplazza: {} }), deps).unheld).toEqual([]);
});
