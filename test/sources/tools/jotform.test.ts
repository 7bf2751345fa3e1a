import { describe, expect, it } from 'vitest';
import type { StoreSource } from '../../../src/generated/types.ts';
import { jotform } from '../../../src/sources/tools/jotform.ts';
import { thrownBy } from '../../support/thrown-by.ts';
import { aDelivery, readWith, signupOf } from '../form-delivery.ts';

type Fields = Readonly<Record<string, unknown>>;

const BOUNDARY = '------------------------9c1f0a7be2d34455';
const HEADERS = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };

const ANSWERS: Fields = {
  slug: 'submit/262570000000001',
  q3_name: { first: '怡君', last: '林' },
  q4_email: 'yichun.lin@example.com',
  q5_phoneNumber: { full: '(091) 234-5678' },
  q6_birthDate: { month: '05', day: '14', year: '1992' },
  q7_address: {
    addr_line1: '信義路五段100號',
    addr_line2: '',
    city: '台北市',
    state: '信義區',
    postal: '110',
  },
  q8_marketingConsent: ['我願意收到優惠訊息'],
  q9_memberNo: '',
  event_id: '1789442398123_262570000000001_aB3dE5f',
  path: '/submit/262570000000001',
};

const post = (parts: Readonly<Record<string, string>>) => {
  const body = Object.entries(parts).map(
    ([name, value]) =>
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return aDelivery(`${body.join('')}--${BOUNDARY}--\r\n`, HEADERS);
};

/** Jotform escapes its slashes. */
const aSubmission = (answers: Fields = {}) =>
  post({
    formID: '262570000000001',
    submissionID: '6257000000000000001',
    webhookURL: 'https://relay.example.com/webhooks/tw-main/join/a-secret-in-the-path',
    pretty: '姓名:怡君 林, Email:yichun.lin@example.com',
    rawRequest: JSON.stringify({ ...ANSWERS, ...answers }).replaceAll('/', String.raw`\/`),
    type: 'WEB',
  });

const map = (answers: Fields, fields: StoreSource['fields'] = {}) =>
  signupOf(jotform, aSubmission(answers), { fields }).data;

describe('a Jotform submission', () => {
  it('gives its signup by shapes and unique names', () => {
    expect(signupOf(jotform, aSubmission())).toEqual({
      kind: 'signup',
      type: 'customer.signed_up',
      id: '6257000000000000001/1789442398123_262570000000001_aB3dE5f',
      data: {
        customer: {
          firstName: '怡君',
          lastName: '林',
          email: 'yichun.lin@example.com',
          phone: '(091) 234-5678',
          birthday: '1992-05-14',
          addresses: [
            { line1: '信義路五段100號', city: '台北市', province: '信義區', postalCode: '110' },
          ],
        },
      },
    });
  });

  it.each([
    [{ full: '+886 912 345 678' }, '+886 912 345 678'],
    [{ area: '0912', phone: '345678' }, '0912 345678'],
    [{ area: '', phone: '0912345678' }, '0912345678'],
    [{ country: '886', area: '912', phone: '345678' }, '+886 912 345678'],
    [{ country: '+886', area: '912', phone: '345678' }, '+886 912 345678'],
    [{ area: '', phone: '' }, undefined],
    [{ full: '' }, undefined],
  ])('has the phone %j', (q5_phoneNumber, phone) => {
    expect(map({ q5_phoneNumber }).customer.phone).toBe(phone);
  });

  it.each([
    [{ month: '', day: '', year: '' }, undefined],
    [{ month: '5', day: '14', year: '' }, '--05-14'],
    [{ month: '2', day: '30', year: '1992' }, '1992-2-30'],
    ['05/14/1992', '1992-05-14'],
  ])('has the birthday %j', (q6_birthDate, birthday) => {
    expect(map({ q6_birthDate }).customer.birthday).toBe(birthday);
  });

  it.each(['q8', 'marketingConsent', 'q8_marketingConsent'])('is mapped by %s', (ref) => {
    const field = { field: ref, granted: ['我願意收到優惠訊息'] };
    expect(map({}, { 'consent.email': field }).consent?.email).toEqual({
      state: 'granted',
      text: '我願意收到優惠訊息',
    });
  });

  it.each([
    ['name', 'q3', '林怡君'],
    ['name', 'name.first', '怡君'],
    ['note', 'q7.city', '台北市'],
    ['externalId', 'q9', undefined],
  ])('gives %s from %s', (path, ref, value) => {
    const customer: Fields = { ...map({}, { [path]: ref }).customer };
    expect(customer[path]).toBe(value);
  });

  it('writes a western name in its own order', () => {
    const answers = { q3_name: { first: 'Ada', last: 'Lin' } };
    expect(map(answers, { name: 'q3' }).customer.name).toBe('Ada Lin');
  });

  it('leaves blank parts out', () => {
    const blank = { q3_name: { first: '', last: '' }, q7_address: { addr_line1: '', city: '' } };
    expect(Object.keys(map(blank).customer).toSorted()).toEqual(['birthday', 'email', 'phone']);
  });

  it('is another event where it was edited', () => {
    const edited = aSubmission({ event_id: '1789449999999_262570000000001_zZ' });
    expect(readWith(jotform, edited)[0]?.id).not.toBe(readWith(jotform, aSubmission())[0]?.id);
  });

  it.each(['true', true])('is no signup where it is a preview: %j', (preview) => {
    expect(readWith(jotform, aSubmission({ preview }))[0]).toMatchObject({
      kind: 'skipped',
      why: 'is a preview of the form',
    });
  });

  it.each([
    ['the answers', { submissionID: '1' }],
    ['the number', { rawRequest: '{}' }],
    ['readable answers', { submissionID: '1', rawRequest: '{"q1_a":' }],
  ])('is refused without %s', (_, parts) => {
    const error = thrownBy(() => readWith(jotform, post(parts)));
    expect(error).toMatchObject({ name: 'RejectedError', reason: 'invalid_delivery' });
  });
});

describe("a Jotform submission of a form's own questions", () => {
  it.each<[string, string, unknown, StoreSource['fields'], object]>([
    ['numbered names', 'q19_email19', 'b@x.example', { email: 'email' }, { email: 'b@x.example' }],
    [
      'the numbered name itself',
      'q19_email19',
      'b@x.example',
      { email: 'email19' },
      { email: 'b@x.example' },
    ],
    [
      '"Other" of a list',
      'q19_likes',
      ['Skin', { other: 'Sun' }],
      { tags: 'q19' },
      { tags: ['Skin', 'Sun'] },
    ],
    [
      '"Other" that is empty',
      'q19_likes',
      { 0: 'Skin', other: null },
      { tags: 'q19' },
      { tags: ['Skin'] },
    ],
    [
      '"Other" alone',
      'q19_likes',
      { other: 'Sun, sea' },
      { tags: 'q19' },
      { tags: ['Sun', 'sea'] },
    ],
    ['a matrix', 'q19_m', { 0: ['A', 'B'], 1: ['C'] }, { tags: 'q19' }, { tags: ['A', 'B', 'C'] }],
    [
      'a matrix as JSON in a text',
      'q19_m',
      '{"0":"Very","1":"Not"}',
      { tags: 'q19' },
      { tags: ['Very', 'Not'] },
    ],
    ['a row of it', 'q19_m', '{"Food":"Good"}', { note: 'q19.Food' }, { note: 'Good' }],
    ['a list as JSON in a text', 'q19_w', '[{"Name":"x"}]', { note: 'q19' }, { note: 'x' }],
    ['text that is no JSON', 'q19_w', '{"Name":', { note: 'q19' }, { note: '{"Name":' }],
    [
      'files',
      'q19_f',
      ['https://a.example/1', 'https://a.example/2'],
      { note: 'q19' },
      { note: 'https://a.example/1\nhttps://a.example/2' },
    ],
    [
      'a month by its name',
      'q19_b',
      { month: 'May', day: '14', year: '1992' },
      { birthday: 'q19' },
      { birthday: '1992-05-14' },
    ],
    [
      'a calling code beside the whole number',
      'q19_t',
      { country: '886', full: '911 000 103' },
      { phone: 'q19' },
      { phone: '+886 911 000 103' },
    ],
    ['an answer that is null', 'q19_t', null, { note: 'q19' }, { email: 'a@example.com' }],
    ['an object without parts', 'q19_t', {}, { note: 'q19' }, { email: 'a@example.com' }],
  ])('reads %s', (_, key, value, fields, expected) => {
    expect(
      map(
        {
          q4_email: key.includes('email') ? undefined : 'a@example.com',
          [key]: value,
          q5_phoneNumber: '',
        },
        fields,
      ).customer,
    ).toMatchObject(expected);
  });

  it('asks for the key where two names differ in their numbers only', () => {
    const answers = { q4_email: undefined, q19_email19: 'b@x.example', q20_email20: 'c@x.example' };
    const error = thrownBy(() => map(answers, { email: 'email' }));
    expect(error).toMatchObject({ reason: 'invalid_delivery' });
  });

  it('prefers the name without a number', () => {
    const answers = { q4_email: 'a@example.com', q19_email19: 'b@x.example' };
    expect(map(answers, { email: 'email' }).customer.email).toBe('a@example.com');
  });
});
