import { describe, expect, it } from 'vitest';
import { typeform } from '../../../src/sources/tools/typeform.ts';
import { aDelivery, readWith, signupOf } from '../form-delivery.ts';

type Fields = Readonly<Record<string, unknown>>;

const QUESTIONS: readonly (readonly [ref: string, title: string, answer: Fields])[] = [
  ['name', '您的姓名？', { type: 'text', text: '林怡君' }],
  ['email', 'Email', { type: 'email', email: 'yichun.lin@example.com' }],
  ['phone', '手機號碼', { type: 'phone_number', phone_number: '+886912345678' }],
  ['d41d8cd9', '生日', { type: 'date', date: '1992-05-14' }],
  [
    'likes',
    '感興趣的商品',
    { type: 'choices', choices: { labels: ['保養', '彩妝'], other: '香氛' } },
  ],
  ['news', '願意收到優惠訊息嗎？', { type: 'boolean', boolean: true }],
  ['sms', 'Offers by SMS?', { type: 'boolean', boolean: false }],
  ['terms', '我同意隱私權政策', { type: 'boolean', boolean: true }],
];

const aResponse = (overrides: Fields = {}): Fields => ({
  form_id: 'Ab12Cd34',
  token: '7f0c2f4c3b1a4d5e8f90a1b2c3d4e5f6',
  submitted_at: '2026-09-15T03:20:00Z',
  hidden: { utm_source: 'instagram', shop_customer_id: '' },
  definition: {
    fields: QUESTIONS.map(([ref, title], index) => ({ id: `id${index}`, ref, title })),
  },
  answers: QUESTIONS.map(([ref, , answer], index) =>
    Object.assign({ field: { id: `id${index}`, ref, type: 'any' } }, answer),
  ),
  ...overrides,
});

const anEvent = (overrides: Fields = {}, response: Fields = {}): Fields => ({
  event_id: '01K5TYPEFORM0001',
  event_type: 'form_response',
  form_response: aResponse(response),
  ...overrides,
});

describe('a Typeform response', () => {
  it('gives its signup by refs, titles and types', () => {
    expect(signupOf(typeform, aDelivery(anEvent()))).toEqual({
      kind: 'signup',
      type: 'customer.signed_up',
      id: '01K5TYPEFORM0001',
      time: '2026-09-15T03:20:00Z',
      data: {
        customer: {
          name: '林怡君',
          email: 'yichun.lin@example.com',
          phone: '+886912345678',
          birthday: '1992-05-14',
        },
      },
    });
  });

  it('gives tags, consents and hidden fields as `fields` say', () => {
    const fields = {
      tags: 'likes',
      'consent.email': 'news',
      'consent.sms': 'id6',
      externalId: 'utm_source',
    };
    expect(signupOf(typeform, aDelivery(anEvent()), { fields }).data).toMatchObject({
      customer: { tags: ['保養', '彩妝', '香氛'], externalId: 'instagram' },
      consent: {
        email: { state: 'granted', text: '願意收到優惠訊息嗎？' },
        sms: { state: 'denied' },
      },
    });
  });

  it.each([
    ['one choice', { type: 'choice', choice: { label: 'Taipei' } }, 'Taipei'],
    ['an own choice', { type: 'choice', choice: { other: 'Tainan' } }, 'Tainan'],
    ['a number', { type: 'number', number: 105 }, '105'],
    ['an address of a page', { type: 'url', url: 'https://a.example' }, 'https://a.example'],
  ])('gives %s as its text', (_, answer, note) => {
    const answers = [
      { type: 'email', email: 'a@example.com', field: { id: 'a' } },
      { ...answer, field: { id: 'b', ref: 'x' } },
    ];
    const delivery = aDelivery(anEvent({}, { answers }));
    expect(signupOf(typeform, delivery, { fields: { note: 'x' } }).data.customer).toEqual({
      email: 'a@example.com',
      note,
    });
  });

  it('is not mapped by a title: titles change and hold other answers', () => {
    const fields = { note: '感興趣的商品' };
    expect(signupOf(typeform, aDelivery(anEvent()), { fields }).data.customer).not.toHaveProperty(
      'note',
    );
  });

  it.each([
    ['a partial response', anEvent({}, { submitted_at: null })],
    ['another event', anEvent({ event_type: 'form_response_partial' })],
  ])('is no signup where it is %s', (_, body) => {
    expect(readWith(typeform, aDelivery(body))).toEqual([
      { kind: 'skipped', id: '01K5TYPEFORM0001', why: expect.any(String) },
    ]);
  });
});

describe('a Typeform response', () => {
  const read = (answer: Fields, fields: readonly Fields[] | null = [], by = {}) => {
    const answers = [
      { type: 'email', email: 'a@example.com', field: { id: 'a' } },
      { field: { id: 'b', ref: 'x' }, ...answer },
    ];
    const definition = fields && { fields };
    return signupOf(typeform, aDelivery(anEvent({}, { answers, definition })), { fields: by }).data;
  };
  const named = { type: 'text', text: 'Ada' };
  const group = (...fields: readonly Fields[]) => ({ id: 'g', title: 'G', properties: { fields } });

  it.each<[string, readonly Fields[]]>([
    ['in contact info', [group({ id: 'b', title: 'First name' })]],
    ['of a part without a title', [group({ id: 'b', title: null, subfield_key: 'first_name' })]],
    ['in contact info in a group', [group(group({ id: 'b', title: 'First name' }))]],
    ['with white space and stars', [{ id: 'b', title: '*First  name* ' }]],
  ])('is read by a title %s', (_, fields) => {
    expect(read(named, fields).customer).toMatchObject({ firstName: 'Ada' });
  });

  it.each<[string, Fields, unknown]>([
    ['an opinion scale', { type: 'number', number: 7 }, '7'],
    ['a file', { type: 'file_url', file_url: 'https://a.example/f' }, 'https://a.example/f'],
    ['a ranking', { type: 'choices', choices: { labels: ['A', 'B'] } }, 'A\nB'],
    [
      'a payment',
      { type: 'payment', payment: { amount: '1', last4: '4242', name: 'Ada' } },
      undefined,
    ],
    ['null', { type: 'choice', choice: null }, undefined],
    ['labels that are null', { type: 'choices', choices: { labels: null, other: 'Sun' } }, 'Sun'],
    ['a choice of nulls', { type: 'choice', choice: { label: null, other: null } }, undefined],
    ['a type of tomorrow', { type: 'hologram', hologram: {} }, undefined],
  ])('gives %s as a note', (_, answer, note) => {
    const customer: Fields = { ...read(answer, [], { note: 'x' }).customer };
    expect(customer['note']).toBe(note);
  });

  it('takes nulls as what is not known', () => {
    expect(
      read({ ...named, field: { id: 'b', ref: null } }, null, { name: 'b' }).customer,
    ).toMatchObject({ name: 'Ada' });
    expect(
      read({ type: 'boolean', boolean: null }, [], { 'consent.email': 'x' }).consent,
    ).toBeUndefined();
    expect(
      readWith(typeform, aDelivery(anEvent({}, { definition: { fields: null }, answers: null }))),
    ).toHaveLength(1);
  });

  it('is a test where both times are the same, however they are written', () => {
    const test = { token: '01K5TYPEFORM0001', landed_at: '2026-09-15T03:20:00.000Z' };
    expect(readWith(typeform, aDelivery(anEvent({}, test)))[0]).toMatchObject({
      why: 'is a test of Typeform',
    });
    expect(readWith(typeform, aDelivery(anEvent({}, { ...test, landed_at: null })))[0]?.kind).toBe(
      'signup',
    );
  });
});
