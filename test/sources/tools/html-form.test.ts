import { describe, expect, it } from 'vitest';
import { htmlForm } from '../../../src/sources/tools/html-form.ts';
import { aDelivery, readWith, RECEIVED_AT, signupOf } from '../form-delivery.ts';

const URLENCODED = { 'content-type': 'application/x-www-form-urlencoded' };

const FIELDS = {
  name: '林怡君',
  email: 'yichun.lin@example.com',
  phone: '0912-345-678',
  birthday: '1992-05-14',
};
const JOINED = new URLSearchParams([
  ...Object.entries(FIELDS),
  ['interests[]', '保養'],
  ['interests[]', '彩妝'],
  ['marketing', 'on'],
  ['_next', 'https://shop.example.com/thanks'],
  ['_gotcha', ''],
]).toString();

const multipart = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(
      ([name, value]) =>
        `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('')
    .concat('--b--\r\n');

describe('a plain form', () => {
  it('gives its signup, with tags and consent as `fields` say', () => {
    const settings = { fields: { tags: 'interests', 'consent.email': 'marketing' } };
    expect(signupOf(htmlForm, aDelivery(JOINED, URLENCODED), settings)).toEqual({
      kind: 'signup',
      type: 'customer.signed_up',
      id: expect.stringMatching(/^form-[0-9a-f]{32}-\d+$/),
      data: {
        customer: { ...FIELDS, tags: ['保養', '彩妝'] },
        consent: { email: { state: 'granted' } },
      },
    });
  });

  it('asks for no consent by itself: a box named `marketing` names no channel', () => {
    expect(signupOf(htmlForm, aDelivery(JOINED, URLENCODED)).data).toEqual({ customer: FIELDS });
  });

  it.each([
    ['multipart', multipart(FIELDS), 'multipart/form-data; boundary=b'],
    ['JSON', JSON.stringify(FIELDS), 'application/json; charset=utf-8'],
    ['JSON of an own type', JSON.stringify(FIELDS), 'application/vnd.shop+json'],
    ['no content type', new URLSearchParams(FIELDS).toString(), ''],
  ])('gives the same as %s', (_, body, type) => {
    const { data } = signupOf(htmlForm, aDelivery(body, { 'content-type': type }));
    expect(data).toEqual({ customer: FIELDS });
  });

  it.each([
    ['customer[email]', 'a@example.com'],
    ['form_fields[email]', 'a@example.com'],
    ['contact.email', 'a@example.com'],
  ])('knows a field of a group: %s', (name, value) => {
    const body = new URLSearchParams([[name, value]]).toString();
    expect(signupOf(htmlForm, aDelivery(body, URLENCODED)).data.customer.email).toBe(value);
  });

  it('does not take the e-mail of another person', () => {
    const body = 'friend[email]=b@example.com&phone=0912345678';
    expect(signupOf(htmlForm, aDelivery(body, URLENCODED)).data.customer).toEqual({
      phone: '0912345678',
    });
  });

  it.each([
    ['+886912345678', 'US', '+886912345678'],
    ['+886912345678', 'TW', '886912345678'],
    ['+886 912 345 678', 'US', '+886 912 345 678'],
    ['%2B886912345678', 'TW', '+886912345678'],
    ['+0912345678', 'TW', '0912345678'],
    ['+2125550123', 'US', '2125550123'],
    ['+912345678', 'TW', '912345678'],
  ])('takes back the plus that became a space, and no other: %s in %s', (raw, country, phone) => {
    const body = `phone=${raw.replaceAll(' ', '+')}`;
    const read = signupOf(htmlForm, aDelivery(body, URLENCODED), { country }).data.customer.phone;
    expect(read?.replaceAll(' ', '')).toBe(phone.replaceAll(' ', ''));
  });

  it('reads nested JSON, numbers and boxes', () => {
    const body = {
      customer: { email: 'a@example.com', phone: 886_912_345_678 },
      ids: { crm: 12, big: 1 },
      consent: { email: true, sms: false },
      empty: null,
    };
    const settings = { fields: { externalId: 'ids.crm' } };
    expect(signupOf(htmlForm, aDelivery(body), settings).data).toEqual({
      customer: { email: 'a@example.com', phone: '886912345678', externalId: '12' },
      consent: { email: { state: 'granted' } },
    });
  });

  it('keeps the digits of a number that JavaScript cannot hold', () => {
    const body = '{"email":"a@example.com","id":6257000000000000001}';
    const settings = { fields: { externalId: 'id' } };
    expect(signupOf(htmlForm, aDelivery(body), settings).data.customer.externalId).toBe(
      '6257000000000000001',
    );
  });

  it.each(['__proto__=1&constructor=2', '__proto__[email]=x&email=a@example.com'])(
    'is not harmed by %s',
    (body) => {
      const [found] = readWith(htmlForm, aDelivery(body, URLENCODED));
      expect(found?.kind).toBe('signup');
      expect(({} as Record<string, unknown>)['email']).toBeUndefined();
    },
  );

  it('has one id for two clicks, and another for other words and for another day', () => {
    const idOf = (body: string, later = 0) => {
      const delivery = aDelivery(body, URLENCODED);
      return readWith(htmlForm, { ...delivery, receivedAt: RECEIVED_AT + later })[0]?.id;
    };
    expect(idOf(JOINED, 5_000)).toBe(idOf(JOINED));
    expect(idOf(`${JOINED}&a=1`)).not.toBe(idOf(JOINED));
    expect(idOf(JOINED, 86_400_000)).not.toBe(idOf(JOINED));
  });

  it('is no signup where the field that people do not see is filled in', () => {
    const settings = { public: { origins: [], honeypot: '_gotcha' } };
    const bot = aDelivery(`${JOINED}http://spam.example`, URLENCODED);
    expect(readWith(htmlForm, bot, settings)[0]?.kind).toBe('skipped');
    expect(readWith(htmlForm, aDelivery(JOINED, URLENCODED), settings)[0]?.kind).toBe('signup');
  });

  const WORDS = '我同意收到電子報 I agree to receive news by e-mail.';
  it.each<[string, Readonly<Record<string, string>>, object, object]>([
    [
      'its own value',
      { agree: 'I agree to receive news by e-mail.' },
      {},
      { text: 'I agree to receive news by e-mail.' },
    ],
    [
      'its own value, named as its words',
      { agree: WORDS },
      { 'consent.email.text': 'agree' },
      { text: WORDS },
    ],
    [
      'a field of their own',
      { agree: 'on', words: WORDS },
      { 'consent.email.text': 'words' },
      { text: WORDS },
    ],
    ['nowhere', { agree: 'on' }, {}, { text: 'on' }],
    [
      'a field that is empty',
      { agree: 'on', words: '' },
      { 'consent.email.text': 'words' },
      { text: 'on' },
    ],
  ])('keeps the words of a ticked box as proof, from %s', (_, posted, more, proof) => {
    const body = new URLSearchParams({ email: 'a@example.com', ...posted }).toString();
    const granted = ['on', WORDS, 'I agree to receive news by e-mail.'];
    const settings = { fields: { 'consent.email': { field: 'agree', granted }, ...more } };
    const { consent } = signupOf(htmlForm, aDelivery(body, URLENCODED), settings).data;
    expect(consent).toEqual({ email: { state: 'granted', ...proof } });
  });

  it('grants nothing by the words alone, where the box is not ticked', () => {
    const body = new URLSearchParams({ email: 'a@example.com', words: WORDS }).toString();
    const settings = { fields: { 'consent.email': 'agree', 'consent.email.text': 'words' } };
    const { data } = signupOf(htmlForm, aDelivery(body, URLENCODED), settings);
    expect(data).not.toHaveProperty('consent');
  });
});
