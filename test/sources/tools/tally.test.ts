import { describe, expect, it } from 'vitest';
import { tally } from '../../../src/sources/tools/tally.ts';
import { aDelivery, readWith, signupOf } from '../form-delivery.ts';

type Field = Readonly<Record<string, unknown>>;

const OPTIONS = [
  { id: 'o1', text: '我願意收到優惠訊息' },
  { id: 'o2', text: '保養' },
  { id: 'o3', text: '彩妝' },
];
const FIELDS: readonly Field[] = [
  { key: 'q_name', label: '姓名\n', type: 'INPUT_TEXT', value: '林怡君' },
  { key: 'q_mail', label: 'Where do we write to?', type: 'INPUT_EMAIL', value: 'a@example.com' },
  { key: 'q_tel', label: '手機', type: 'INPUT_PHONE_NUMBER', value: '+886912345678' },
  { key: 'q_day', label: '生日', type: 'INPUT_DATE', value: '1992-05-14' },
  { key: 'q_news', label: '優惠通知', type: 'CHECKBOXES', value: ['o1'], options: OPTIONS },
  { key: 'q_news_o1', label: '優惠通知 (我願意收到優惠訊息)', type: 'CHECKBOXES', value: true },
  { key: 'q_news_o4', label: '優惠通知 (簡訊)', type: 'CHECKBOXES', value: false },
  { key: 'q_like', label: 'Likes', type: 'MULTIPLE_CHOICE', value: ['o2', 'o3'], options: OPTIONS },
  { key: 'q_city', label: 'City', type: 'DROPDOWN', value: null, options: OPTIONS },
  { key: 'q_from', label: 'email', type: 'HIDDEN_FIELDS', value: 'hidden@example.com' },
  { key: 'q_age', label: 'Age', type: 'INPUT_NUMBER', value: 34 },
  { key: 'q_file', label: 'Photo', type: 'FILE_UPLOAD', value: [{ id: 'f', url: 'https://a' }] },
];

const aResponse = (overrides: Field = {}): Field => ({
  eventId: 'b3c0a7e2-0001',
  eventType: 'FORM_RESPONSE',
  createdAt: '2026-09-15T03:20:01.000Z',
  data: { responseId: '2wgx4n', createdAt: '2026-09-15T03:20:00.000Z', fields: FIELDS },
  ...overrides,
});

const map = (fields: Readonly<Record<string, string>>) =>
  signupOf(tally, aDelivery(aResponse()), { fields }).data;

describe('a Tally response', () => {
  it('gives its signup by types and labels', () => {
    expect(signupOf(tally, aDelivery(aResponse()))).toEqual({
      kind: 'signup',
      type: 'customer.signed_up',
      id: 'b3c0a7e2-0001',
      time: '2026-09-15T03:20:00.000Z',
      data: {
        customer: {
          name: '林怡君',
          email: 'a@example.com',
          phone: '+886912345678',
          birthday: '1992-05-14',
        },
      },
    });
  });

  it.each([
    ['q_news=我願意收到優惠訊息', { state: 'granted', text: '我願意收到優惠訊息' }],
    ['優惠通知=我願意收到優惠訊息', { state: 'granted', text: '我願意收到優惠訊息' }],
    // Other options could be ticked, too: what this one means is not guessed.
    ['q_news', undefined],
    ['q_news_o1', undefined],
    ['q_news_o4', undefined],
    ['q_city', undefined],
    ['q_like', undefined],
  ])('has a consent in %s', (ref, consent) => {
    expect(map({ 'consent.email': ref }).consent?.email).toEqual(consent);
  });

  it.each([
    ['tags', 'q_like', ['保養', '彩妝']],
    ['note', 'q_age', '34'],
    ['note', 'q_city', undefined],
    ['note', 'q_file', undefined],
    ['email', 'q_from', 'hidden@example.com'],
  ])('gives %s from %s as `fields` say', (path, ref, value) => {
    const customer: Field = { ...map({ [path]: ref }).customer };
    expect(customer[path]).toEqual(value);
  });

  it('leaves a hidden field alone that no `fields` name', () => {
    const data = { fields: [FIELDS[2], FIELDS[9]] };
    expect(signupOf(tally, aDelivery(aResponse({ data }))).data.customer).toEqual({
      phone: '+886912345678',
    });
  });

  it('is no signup where it is another event', () => {
    const body = aResponse({ eventType: 'FORM_CREATED' });
    expect(readWith(tally, aDelivery(body))).toEqual([
      { kind: 'skipped', id: 'b3c0a7e2-0001', why: 'is no FORM_RESPONSE' },
    ]);
  });
});

describe('a Tally question', () => {
  const UUID = 'fd986440-2ce3-47c5-a528-5fbbf6728be7';
  const TWO = [
    { id: 'o1', text: 'Sun' },
    { id: 'o2', text: 'Sea' },
  ];
  const read = (fields: readonly Field[], by: Readonly<Record<string, string>>) => {
    const data = { createdAt: null, fields: [FIELDS[1], ...fields] };
    return signupOf(tally, aDelivery(aResponse({ data })), { fields: by });
  };
  const q = (field: Field): Field => ({ key: 'q', label: 'Likes', type: 'CHECKBOXES', ...field });
  const own = (id: string, text: string, value: boolean): Field =>
    q({ key: `q_${id}`, label: `Likes (${text})`, value });

  it.each<[string, readonly Field[], string, unknown]>([
    ['a ranking', [q({ type: 'RANKING', value: ['o2', 'o1'], options: TWO })], 'q', ['Sea', 'Sun']],
    ['ids of a ranking', [q({ type: 'RANKING', value: [UUID] })], 'q', undefined],
    ['ids of a type of tomorrow', [q({ type: 'NEW_LIST', value: [UUID] })], 'q', undefined],
    ['ids that are no UUIDs', [q({ value: ['o1', 'xK92ab'], options: null })], 'q', undefined],
    ['ids of another list', [q({ value: [UUID], options: TWO })], 'q', undefined],
    [
      'an option without its words',
      [q({ value: ['o1'], options: [{ id: 'o1', text: null }] })],
      'q',
      undefined,
    ],
    ['numbers as ids', [q({ value: [1], options: [{ id: 1, text: 'Sun' }] })], 'q', ['Sun']],
    ['one id that is no list', [q({ type: 'DROPDOWN', value: 'o1', options: TWO })], 'q', ['Sun']],
    [
      'what was typed beside the options',
      [q({ value: ['o1', 'Rain, snow'], options: TWO })],
      'q',
      ['Sun', 'Rain', 'snow'],
    ],
    [
      'ids whose options have fields of their own',
      [q({ value: ['o1'] }), own('o1', 'Sun', true), own('o2', 'Sea', false)],
      'q',
      ['Sun'],
    ],
    [
      'the field of one option',
      [q({ value: ['o1'] }), own('o1', 'Sun (care)', true)],
      'q_o1',
      ['Sun (care)'],
    ],
    [
      'a matrix',
      [
        q({
          type: 'MATRIX',
          value: { r: ['c'] },
          rows: [{ id: 'r', text: 'Food' }],
          columns: [{ id: 'c', text: 'Good' }],
        }),
      ],
      'q',
      ['Food: Good'],
    ],
    ['a matrix without words', [q({ type: 'MATRIX', value: { r: ['c'] } })], 'q', undefined],
  ])('gives tags of %s', (_, fields, ref, tags) => {
    expect(read(fields, { tags: ref }).data.customer.tags).toEqual(tags);
  });

  it.each<[string, readonly Field[], string]>([
    ['an id', [q({ value: [UUID] })], 'q'],
    ['what people typed', [q({ value: ['Yes'], options: [{ id: 'o', text: 'No' }] })], 'q'],
    [
      'an option that people fill in',
      [q({ value: ['o'], options: [{ id: 'o', text: 'Yes', isOtherOption: true }] })],
      'q',
    ],
    [
      'a matrix',
      [
        q({
          type: 'MATRIX',
          value: { r: ['c'] },
          rows: [{ id: 'r', text: 'E-mail' }],
          columns: [{ id: 'c', text: 'Yes' }],
        }),
      ],
      'q',
    ],
  ])('never grants by %s', (_, fields, ref) => {
    const found = read(fields, { 'consent.email': ref });
    expect(found.data.consent).toBeUndefined();
    expect(found.unclear).toHaveLength(1);
  });

  it('may miss everything: nulls are no answers', () => {
    for (const data of [null, { createdAt: null, fields: null }]) {
      expect(readWith(tally, aDelivery(aResponse({ data })))[0]).toMatchObject({
        data: { customer: {} },
      });
    }
  });
});
