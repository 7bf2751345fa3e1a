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
