import { describe, expect, it } from 'vitest';
import { googleForms } from '../../../src/sources/tools/google-forms.ts';
import { aDelivery, readWith, signupOf } from '../form-delivery.ts';

type Fields = Readonly<Record<string, unknown>>;

const ANSWERS = {
  姓名: ['林怡君'],
  手機: ['0912-345-678'],
  生日: ['1992/5/14'],
  優惠通知: ['我願意收到優惠訊息'],
  時間戳記: ['2026/9/15 上午 11:20:00'],
};

const aResponse = (data: Fields = {}, overrides: Fields = {}): Fields => ({
  type: 'form.response',
  timestamp: '2026-09-15T03:20:00Z',
  data: { responseId: '2_ABaExample', namedValues: ANSWERS, ...data },
  ...overrides,
});

const HEADERS = { 'content-type': 'application/json', 'webhook-id': 'gform_2_ABaExample' };

describe('a response of Google Forms', () => {
  it('gives its signup by titles', () => {
    const fields = { 'consent.email': { field: '優惠通知', granted: ['我願意收到優惠訊息'] } };
    expect(signupOf(googleForms, aDelivery(aResponse(), HEADERS), { fields })).toEqual({
      kind: 'signup',
      type: 'customer.signed_up',
      id: 'gform_2_ABaExample',
      time: '2026-09-15T03:20:00Z',
      data: {
        customer: { name: '林怡君', phone: '0912-345-678', birthday: '1992-05-14' },
        consent: { email: { state: 'granted', text: '我願意收到優惠訊息' } },
      },
    });
  });

  it.each([
    [ANSWERS, 'account@example.com'],
    [{ ...ANSWERS, Email: ['asked@example.com'] }, 'asked@example.com'],
    [{ ...ANSWERS, Email: [''] }, 'account@example.com'],
  ])('takes the account where no other e-mail was given: %j', (namedValues, email) => {
    const body = aResponse({ namedValues, respondentEmail: 'account@example.com' });
    expect(signupOf(googleForms, aDelivery(body)).data.customer.email).toBe(email);
  });

  it('takes options that a sheet has joined apart as tags', () => {
    const body = aResponse({ namedValues: { ...ANSWERS, 興趣: ['保養, 彩妝'] } });
    const { data } = signupOf(googleForms, aDelivery(body), { fields: { tags: '興趣' } });
    expect(data.customer.tags).toEqual(['保養', '彩妝']);
  });

  it('has the id of its response where the header is missing', () => {
    expect(readWith(googleForms, aDelivery(aResponse()))[0]?.id).toBe('2_ABaExample');
  });

  it('is no signup where it is another event', () => {
    const body = aResponse({}, { type: 'form.opened' });
    expect(readWith(googleForms, aDelivery(body, HEADERS))).toEqual([
      { kind: 'skipped', id: 'gform_2_ABaExample', why: 'is no form.response' },
    ]);
  });
});

describe('the questions of a Google form', () => {
  const read = (namedValues: object, fields: Readonly<Record<string, string>>) =>
    signupOf(
      googleForms,
      aDelivery(aResponse({ namedValues: { Email: ['a@example.com'], ...namedValues } })),
      { fields },
    ).data;

  it.each<[string, object, Readonly<Record<string, string>>, object]>([
    [
      'a row of a grid',
      { 'Rate [Food]': ['Good'], 'Rate [Room]': [null] },
      { note: 'Rate [Food]' },
      { note: 'Good' },
    ],
    [
      'a grid of boxes',
      { Rate: [['Good', 'Bad'], null, ['Fine']] },
      { tags: 'Rate' },
      { tags: ['Good', 'Bad', 'Fine'] },
    ],
    ['a number', { Age: 34 }, { note: 'Age' }, { note: '34' }],
    ['null', { Age: null }, { note: 'Age' }, {}],
    [
      'files',
      { F: ['https://a.example/1, https://a.example/2'] },
      { note: 'F' },
      { note: 'https://a.example/1, https://a.example/2' },
    ],
    [
      'a title with other white space and code points',
      { 'Cafe\u0301\n  name ': ['x'] },
      { note: 'Caf\u00E9 name' },
      { note: 'x' },
    ],
    ['the exact one of two titles', { 'A ': ['x'], A: ['y'] }, { note: 'A' }, { note: 'y' }],
    ['a title with =', { 'N=1': ['y'] }, { note: 'N=1' }, { note: 'y' }],
  ])('read %s', (_, namedValues, fields, expected) => {
    expect(read(namedValues, fields).customer).toEqual({ email: 'a@example.com', ...expected });
  });

  it.each([
    ['News=a=b', { News: ['a=b'] }],
    ['N=1=a=b', { 'N=1': ['a=b'] }],
    ['News=a b', { News: [' a  b'] }],
  ])('have the option of %s', (ref, namedValues) => {
    expect(read(namedValues, { 'consent.email': ref }).consent?.email?.state).toBe('granted');
  });

  it('are blank where there are none', () => {
    expect(readWith(googleForms, aDelivery(aResponse({ namedValues: null })))[0]?.kind).toBe(
      'skipped',
    );
    const unseen = aResponse({ namedValues: { Email: ['  '], Note: ['\u200B'] } });
    expect(readWith(googleForms, aDelivery(unseen))[0]?.kind).toBe('skipped');
  });
});
