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

describe('a form that is posted under another name', () => {
  const PERSON = { email: 'ada+news@example.com', name: 'Ada Lin' };
  const JSON_BODY = JSON.stringify(PERSON);
  const LISTED = JSON.stringify(Object.entries(PERSON).map(([name, value]) => ({ name, value })));
  const FORM = 'email=ada%2Bnews%40example.com&name=Ada+Lin';
  const MULTIPART = multipart(PERSON);
  const OCTETS = MULTIPART.replaceAll(
    '"\r\n\r\n',
    '"\r\nContent-Type: application/octet-stream\r\n\r\n',
  );
  const BOUNDARY = 'multipart/form-data; boundary=b';
  it.each<[string, string, string | undefined]>([
    ['JSON as text', JSON_BODY, 'text/plain;charset=UTF-8'],
    ['JSON as nothing', JSON_BODY, undefined],
    ['JSON as a form', JSON_BODY, 'application/x-www-form-urlencoded'],
    ['JSON as multipart', JSON_BODY, 'multipart/form-data'],
    ['JSON as octets', JSON_BODY, 'application/octet-stream'],
    ['JSON as JSON of an API', JSON_BODY, 'application/vnd.api+json'],
    ['JSON as no content type', JSON_BODY, 'json'],
    ['JSON behind a byte order mark', `\uFEFF${JSON_BODY}`, 'text/plain'],
    ['JSON behind white space', `${' '.repeat(500)}\r\n${JSON_BODY}`, undefined],
    ['JSON as text of JSON', JSON.stringify(JSON_BODY), 'application/json'],
    ['a list of one', `[${JSON_BODY}]`, 'text/plain'],
    ['a list of fields', LISTED, 'application/json'],
    ['a member with the fields', `{"fields":${LISTED}}`, 'application/json'],
    ['a form as JSON', FORM, 'application/json'],
    ['a form as nothing', FORM, undefined],
    ['a form as text', FORM, 'text/plain;charset=UTF-8'],
    ['lines of text', 'email=ada+news@example.com\r\nname=Ada Lin\r\n', 'text/plain'],
    ['multipart', MULTIPART, BOUNDARY],
    [
      'multipart with a quoted boundary',
      MULTIPART,
      'Multipart/Form-Data; charset=utf-8; Boundary="b"',
    ],
    ['multipart of octets', OCTETS, BOUNDARY],
    ['multipart without its boundary', MULTIPART, 'multipart/form-data'],
    ['multipart as nothing', MULTIPART, undefined],
    ['multipart with bare line ends', MULTIPART.replaceAll('\r\n', '\n'), BOUNDARY],
    ['multipart behind an empty line', `\r\n${MULTIPART}`, BOUNDARY],
  ])('is read: %s', (_, body, type) => {
    const headers = type === undefined ? {} : { 'content-type': type };
    expect(signupOf(htmlForm, aDelivery(body, headers)).data.customer).toEqual(PERSON);
  });

  it('has every value of a name that is listed twice', () => {
    const list = [
      ...JSON.parse(LISTED),
      { name: 'likes[]', value: 'a' },
      { name: 'likes[]', value: 'b' },
    ];
    const { data } = signupOf(htmlForm, aDelivery(list), { fields: { tags: 'likes' } });
    expect(data.customer.tags).toEqual(['a', 'b']);
  });

  const group = (name: string, members: number): object => ({
    email: FIELDS.email,
    [name]: Object.fromEntries(Array.from({ length: members }, (_, at) => [`k${at}`, '1'])),
  });

  it.each(['n', '\u200B', 'your'])(
    'takes only the time of its length for a long name of %j',
    (sign) => {
      const { user } = process.cpuUsage();
      const { data } = signupOf(htmlForm, aDelivery(group(sign.repeat(20_000), 1_900)));
      expect(data.customer).toEqual({ email: FIELDS.email });
      expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(1_500);
    },
  );

  it('is no form with more than 2,000 fields', () => {
    expect(readWith(htmlForm, aDelivery(group('n', 1_999)))).toHaveLength(1);
    expect(() => readWith(htmlForm, aDelivery(group('n', 2_000)))).toThrow(
      'more than 2,000 fields',
    );
  });

  it('leaves files out, however many', () => {
    const file = '--b\r\nContent-Disposition: form-data; name="f"; filename="a.png"\r\n\r\nPNG\r\n';
    const body = file + file.replace('a.png', '') + MULTIPART;
    const { data } = signupOf(htmlForm, aDelivery(body, { 'content-type': BOUNDARY }), {
      fields: { note: 'f' },
    });
    expect(data.customer).toEqual(PERSON);
  });
});
