import { describe, expect, it } from 'vitest';
import { ada, created, fitted, type SignupParts } from './fitted.ts';

describe('the create body', () => {
  it.each([
    {
      name: 'an e-mail makes it the first contact, as written; both consents are explicit; the time of the event registers',
      parts: { customer: ada },
      expected: {
        contact_type: 'email',
        email: 'Ada@example.com',
        accepts_marketing: false,
        accepts_sms_marketing: false,
        registered_at: '2026-11-22T03:04:05Z',
      },
    },
    {
      name: 'a phone alone is the first contact',
      parts: { customer: { phone: '+886912345678', email: null } },
      expected: {
        contact_type: 'phone',
        phone: '+886912345678',
        accepts_marketing: false,
        accepts_sms_marketing: false,
        registered_at: '2026-11-22T03:04:05Z',
      },
    },
  ])('$name', ({ parts, expected }) => {
    expect(created(parts)).toEqual(expected);
  });

  it.each([
    {
      name: 'both contacts',
      parts: { customer: { ...ada, phone: '+886912345678' } },
      expected: { contact_type: 'email', email: 'Ada@example.com', phone: '+886912345678' },
    },
    {
      name: 'a grant and a denial',
      parts: { consent: { email: { state: 'granted' }, sms: { state: 'denied' } } },
      expected: { accepts_marketing: true, accepts_sms_marketing: false },
    },
    {
      name: 'a grant by SMS alone',
      parts: { consent: { sms: { state: 'granted' } } },
      expected: { accepts_marketing: false, accepts_sms_marketing: true },
    },
    {
      name: 'the time of registration in UTC, in whole seconds',
      parts: { customer: { ...ada, registeredAt: '2024-03-11T11:32:00.500+08:00' } },
      expected: { registered_at: '2024-03-11T03:32:00Z' },
    },
    {
      name: 'the time of the event if the time of registration is not valid',
      parts: { customer: { ...ada, registeredAt: '2016-12-31T23:59:60Z' } },
      expected: { registered_at: '2026-11-22T03:04:05Z' },
    },
    {
      name: 'tags, trimmed, each once',
      parts: { customer: { ...ada, tags: [' vip ', 'vip', 'fair 2026'] } },
      expected: { tags: 'vip,fair 2026' },
    },
  ] satisfies { name: string; parts: SignupParts; expected: unknown }[])(
    'has $name',
    ({ parts, expected }) => {
      expect(created(parts)).toMatchObject(expected);
    },
  );

  it.each([
    { customer: { name: 'Ada Lin' }, first: 'Ada', last: 'Lin' },
    { customer: { name: 'Ada', lastName: 'Lin' }, first: undefined, last: 'Lin' },
    { customer: { name: 'Ada Lin', firstName: 'A.' }, first: 'A.', last: undefined },
    { customer: { firstName: 'Ada', lastName: null }, first: 'Ada', last: '' },
    { customer: { firstName: null, lastName: 'Lin' }, first: '', last: 'Lin' },
    { customer: { name: null }, first: '', last: '' },
    { customer: { name: '王小明' }, first: '王小明', last: '' },
    { customer: {}, first: undefined, last: undefined },
  ])('$customer → first $first, last $last', ({ customer, first, last }) => {
    const body = created({ customer: { ...ada, ...customer } });
    // Strict: an unknown part is not sent at all.
    expect(body).toStrictEqual({
      ...created({ customer: ada }),
      ...(first !== undefined && { first_name: first }),
      ...(last !== undefined && { last_name: last }),
    });
  });
});

describe('the parameters of create alone', () => {
  it('leave out a time of the event that is not valid', () => {
    expect(fitted({ customer: ada, time: 'soon' }).createOnly).toStrictEqual({
      contact_type: 'email',
    });
  });
});

describe('the unheld paths', () => {
  it('go with no facts for tags that Shoplazza would split', () => {
    const { facts } = fitted({ customer: { ...ada, tags: ['a', 'b,c', ' '] } });
    expect(facts.flatMap((fact) => (fact.kind === 'tag' ? [fact.tag] : []))).toEqual(['a']);
  });

  it.each([
    { parts: { customer: { ...ada, gender: 'female' } }, unheld: ['customer.gender'] },
    { parts: { customer: { ...ada, gender: null } }, unheld: [] },
    { parts: { customer: { ...ada, birthday: '--02-29' } }, unheld: ['customer.birthday'] },
    { parts: { customer: { ...ada, locale: 'en' } }, unheld: ['customer.locale'] },
    { parts: { customer: { ...ada, externalId: 'crm-7' } }, unheld: ['customer.externalId'] },
    { parts: { customer: { ...ada, note: 'x' } }, unheld: ['customer.note'] },
    { parts: { customer: { ...ada, phone: null } }, unheld: ['customer.phone'] },
    { parts: { customer: { phone: '+886912345678', email: null } }, unheld: ['customer.email'] },
    { parts: { customer: { ...ada, registeredAt: null } }, unheld: ['customer.registeredAt'] },
    {
      parts: { customer: { ...ada, tags: ['a', 'b,c', ' '] } },
      unheld: ['customer.tags.1', 'customer.tags.2'],
    },
    {
      parts: { options: { sendWelcome: true, welcomeCredit: false } },
      unheld: ['options.sendWelcome'],
    },
    { parts: { options: { welcomeCredit: true } }, unheld: ['options.welcomeCredit'] },
    { parts: { shopline: { memo: 'x' } }, unheld: ['shopline'] },
    { parts: { shopline: {} }, unheld: [] },
  ] satisfies { parts: SignupParts; unheld: string[] }[])(
    '$parts → $unheld',
    ({ parts, unheld }) => {
      expect(fitted(parts).unheld).toEqual(unheld);
    },
  );
});
