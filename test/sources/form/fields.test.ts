import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/sources/form/answer.ts';
import { toSignupData } from '../../../src/sources/form/fields.ts';
import { thrownBy } from '../../support/thrown-by.ts';

const anAnswer = (name: string, ...texts: readonly string[]): Answer => ({
  refs: [name],
  names: [name],
  kind: 'text',
  texts,
});

const map = (
  answers: readonly Answer[],
  fields: Readonly<Record<string, string>> = {},
  timeZone = 'Asia/Taipei',
) => toSignupData(answers, { config: { tool: 'tally', fields, timeZone }, country: 'TW' }).data;

describe('a field by its common name', () => {
  it.each([
    ['email', 'E-Mail'],
    ['email', 'Your email address *'],
    ['email', '電子郵件'],
    ['phone', 'tel'],
    ['phone', '手機號碼'],
    ['phone', '請輸入您的手機'],
    ['name', 'Full name'],
    ['name', '您的姓名？'],
    ['name', 'お名前'],
    ['firstName', 'given-name'],
    ['lastName', 'family_name'],
  ])('is %s: %s', (path, name) => {
    expect(map([anAnswer(name, 'x')])).toEqual({ customer: { [path]: 'x' } });
  });

  it.each([
    'username',
    'form_name',
    'friend',
    'newsletter',
    'marketing',
    'message',
    'utm_source',
    '',
  ])('is nothing: %s', (name) => {
    expect(map([anAnswer(name, 'yes')])).toEqual({ customer: {} });
  });

  it.each([
    ['生日', '1992/5/14', { birthday: '1992-05-14' }],
    ['birthday', 'in May', { birthday: 'in May' }],
    ['birthday', '0000-00-00', {}],
    ['性別', '女', { gender: 'female' }],
    ['gender', 'Mr.', { gender: 'male' }],
    ['gender', 'rather not say', {}],
    ['phone', '０９１２－３４５－６７８', { phone: '0912-345-678' }],
    ['phone', '\u202a+886 912 345 678\u202c', { phone: '+886 912 345 678' }],
    ['phone', '0912–345–678', { phone: '0912-345-678' }],
    ['name', '  林怡君\n', { name: '林怡君' }],
    ['name', '   ', {}],
  ])('is repaired, and left as it is where it cannot be: %s %j', (name, text, customer) => {
    expect(map([anAnswer(name, text)])).toEqual({ customer });
  });

  it.each([
    ['email_consent', { email: { state: 'granted' } }],
    ['consent.sms', { sms: { state: 'granted' } }],
  ])('is a consent where it names its channel: %s', (name, consent) => {
    expect(map([anAnswer(name, 'on')])).toEqual({ customer: {}, consent });
  });

  it('is taken from the first that was filled in', () => {
    const answers = [anAnswer('phone', ''), anAnswer('mobile', '1'), anAnswer('tel', '2')];
    expect(map(answers).customer).toEqual({ phone: '1' });
  });

  it('is an address only where there is a street', () => {
    const city = anAnswer('city', 'Taipei');
    const place = [city, anAnswer('zip', '〒105'), anAnswer('country', 'tw')];
    expect(map(place)).toEqual({ customer: {} });
    expect(map([...place, anAnswer('address', '1 Example\nRoad')]).customer.addresses).toEqual([
      { line1: '1 Example Road', city: 'Taipei', postalCode: '105', countryCode: 'TW' },
    ]);
  });
});

describe('a field by its type', () => {
  it.each([
    ['email', 'Where do we write to?', 'a@example.com', { email: 'a@example.com' }],
    ['phone', 'Where do we call?', '+886912345678', { phone: '+886912345678' }],
    ['date', '您的生日是哪一天？', '1992-05-14', { birthday: '1992-05-14' }],
    ['date', 'Day of your visit', '2026-09-20', {}],
  ] as const)('%s: %s', (kind, name, text, customer) => {
    expect(map([{ ...anAnswer(name, text), kind }])).toEqual({ customer });
  });

  it('counts less than a name', () => {
    const friend = { ...anAnswer('friend', 'b@example.com'), kind: 'email' } as const;
    expect(map([friend, anAnswer('email', 'a@example.com')]).customer.email).toBe('a@example.com');
  });
});

describe('`fields`', () => {
  it.each([
    ['email', 'a@example.com', { email: 'a@example.com' }],
    ['locale', 'zh-hant', { locale: 'zh-hant' }],
    ['externalId', '0042', { externalId: '0042' }],
    ['note', 'two\nlines', { note: 'two\nlines' }],
    ['registeredAt', '2026/9/15 11:20', { registeredAt: '2026-09-15T03:20:00Z' }],
    ['tags', 'vip, fair， new', { tags: ['vip', 'fair', 'new'] }],
    ['tags.3', 'vip', { tags: ['vip'] }],
    ['addresses.0.city', 'Taipei', { addresses: [{ city: 'Taipei' }] }],
    ['addresses.4.line1', '1 Example Road', { addresses: [{ line1: '1 Example Road' }] }],
    ['addresses.0.countryCode', 'Formosa', {}],
  ])('read %s from any field', (path, text, customer) => {
    expect(map([anAnswer('x', text)], { [path]: 'x' })).toEqual({ customer });
  });

  it('win over the defaults, also where the field was not filled in', () => {
    const answers = [anAnswer('email', 'a@example.com'), anAnswer('work', 'w@example.com')];
    expect(map(answers, { email: 'work' }).customer).toEqual({ email: 'w@example.com' });
    expect(map(answers, { email: 'other' }).customer).toEqual({});
  });

  it('use up their field', () => {
    const answers = [anAnswer('name', 'Ada')];
    expect(map(answers, { externalId: 'name' }).customer).toEqual({ externalId: 'Ada' });
  });

  it('may fill the tags from several fields, each tag once', () => {
    const answers = [
      { ...anAnswer('a', 'x, y', 'z'), kind: 'boxes' } as const,
      anAnswer('b', 'z', 'w'),
      { ...anAnswer('c'), kind: 'box', isYes: true, wording: 'member' } as const,
      { ...anAnswer('d'), kind: 'box', isYes: false, wording: 'staff' } as const,
    ];
    const fields = { 'tags.0': 'a', 'tags.1': 'b', 'tags.2': 'c', 'tags.3': 'd' };
    expect(map(answers, fields).customer.tags).toEqual(['x, y', 'z', 'w', 'member']);
  });

  it('may mean one option of a question', () => {
    const answers = [{ ...anAnswer('q8', 'Offers', 'Birthday gift'), kind: 'boxes' } as const];
    const fields = { 'consent.email': 'q8=Offers', 'consent.sms': 'q8=Offers by phone' };
    expect(map(answers, fields).consent).toEqual({ email: { state: 'granted', text: 'Offers' } });
    const titled = [...answers, anAnswer('q8=Offers', 'no')];
    expect(map(titled, fields).consent).toEqual({ email: { state: 'denied' } });
  });

  it('keep tags over the limits of a signup, each once: they are left out later, and reported', () => {
    const many = Array.from({ length: 70 }, (_, index) => `tag ${index}`);
    const answers = [anAnswer('a', 'x'.repeat(101), ...many, 'tag 1')];
    expect(map(answers, { tags: 'a' }).customer.tags).toEqual(['x'.repeat(101), ...many]);
    const endless = Array.from({ length: 20_000 }, (_, index) => `tag ${index}`);
    expect(map([anAnswer('a', ...endless)], { tags: 'a' }).customer.tags).toHaveLength(1_000);
  });

  it('keep the words of a consent from a field of their own', () => {
    const answers = [anAnswer('a', 'on'), anAnswer('b', 'I agree to news by SMS.')];
    const fields = { 'consent.sms': 'a', 'consent.sms.text': 'b' };
    expect(map(answers, fields).consent).toEqual({
      sms: { state: 'granted', text: 'I agree to news by SMS.' },
    });
  });

  it.each(['emial', 'consent.fax', 'addresses.5.city', 'addresses.0.planet', 'constructor'])(
    'that name no place in a signup are refused by name: %s',
    (path) => {
      const error = thrownBy(() => map([], { [path]: 'x' }));
      expect(error).toMatchObject({ name: 'RejectedError', reason: 'invalid_delivery' });
      expect(error).toMatchObject({ message: expect.stringContaining(`"${path}"`) });
    },
  );

  it('that fit two fields of the form are refused, unless one has it as its own reference', () => {
    const twice = [
      { ...anAnswer('k1', 'a@example.com'), refs: ['k1', 'Contact'] },
      { ...anAnswer('k2', 'b@example.com'), refs: ['k2', 'Contact'] },
    ];
    const error = thrownBy(() => map(twice, { email: 'Contact' }));
    expect(error).toMatchObject({ reason: 'invalid_delivery' });
    expect(error).toMatchObject({ message: expect.stringContaining('"email"') });
    const own = { ...anAnswer('Contact', 'c@example.com') };
    expect(map([...twice, own], { email: 'Contact' }).customer.email).toBe('c@example.com');
  });
});
