import { describe, expect, it } from 'vitest';
import { readBy, signupIn } from '../delivery-of.ts';

const change = (id: unknown, more: object = {}) => ({
  field: 'leadgen',
  value: { leadgen_id: id, created_time: 1_789_442_400, ...more },
});
const posted = (...changes: readonly unknown[]) => ({ object: 'page', entry: [{ changes }] });
const lead = (fields: Readonly<Record<string, string>>, more: object = {}) => ({
  created_time: '2026-09-15T03:20:00+0000',
  field_data: Object.entries(fields).map(([name, value]) => ({ name, values: [value] })),
  ...more,
});
const read = (answer: unknown, config: object = {}) =>
  readBy('meta-lead-ads', posted(change('17')), { answers: { 17: answer }, config });

describe('a Meta delivery', () => {
  it('names each of its leads, in every entry and change', () => {
    const body = {
      object: 'page',
      entry: [
        { changes: [change('17'), change('18')] },
        { changes: [change(19), { field: 'feed', value: {} }, { field: 'leadgen' }] },
        {},
      ],
    };
    expect(readBy('meta-lead-ads', body)).toMatchObject([
      { kind: 'reference', id: '17', reference: '17' },
      { kind: 'reference', id: '18', reference: '18' },
      { kind: 'reference', id: '19', reference: '19' },
      { kind: 'skipped', why: 'it is not about a lead' },
      { kind: 'skipped', why: 'it names no lead' },
    ]);
  });

  it('keeps ids that no number can hold', () => {
    const body =
      '{"object":"page","entry":[{"changes":[{"field":"leadgen","value":{"leadgen_id":1123456789012345678}}]}]}';
    expect(readBy('meta-lead-ads', body)).toMatchObject([{ reference: '1123456789012345678' }]);
  });

  it.each(['17/../18', '17?fields=x', '', ' ', 'abc', '../me', '1'.repeat(41)])(
    'names no lead by %j, which could lead to another address',
    (id) => {
      expect(readBy('meta-lead-ads', posted(change(id)))).toMatchObject([{ kind: 'skipped' }]);
    },
  );

  it('is skipped if it is not about a page', () => {
    expect(readBy('meta-lead-ads', { object: 'user' })).toMatchObject([{ kind: 'skipped' }]);
  });

  it('has an entry for every change, fetched or not: places stay the same', () => {
    const body = posted(change('17'), change('18'), { field: 'feed' });
    const some = { answers: { 18: lead({ email: 'ada@example.com' }) } };
    expect(readBy('meta-lead-ads', body, some).map(({ kind }) => kind)).toEqual([
      'reference',
      'signup',
      'skipped',
    ]);
  });
});

describe('a lead', () => {
  it("is read by Meta's own names", () => {
    const answers = {
      email: 'ada@example.com',
      full_name: 'Ada Lin',
      phone_number: '+886912345678',
      date_of_birth: '05/14/1992',
      street_address: '1 Main St',
      city: 'Taipei',
      post_code: '105',
      country: 'TW',
    };
    expect(signupIn(read(lead(answers)))).toMatchObject({
      type: 'customer.signed_up',
      id: '17',
      time: '2026-09-15T03:20:00+00:00',
      data: {
        customer: {
          email: 'ada@example.com',
          name: 'Ada Lin',
          phone: '+886912345678',
          birthday: '1992-05-14',
          addresses: [{ line1: '1 Main St', city: 'Taipei', postalCode: '105', countryCode: 'TW' }],
        },
      },
    });
  });

  it('has the time of the webhook where it has none', () => {
    const { time } = signupIn(read(lead({ email: 'ada@example.com' }, { created_time: null })));
    expect(time).toBe('2026-09-15T03:20:00.000Z');
  });

  const box = (isChecked: unknown) =>
    lead(
      { email: 'ada@example.com' },
      { custom_disclaimer_responses: [{ checkbox_key: 'news', is_checked: isChecked }] },
    );
  const fields = { 'consent.email': { field: 'news', granted: ['ticked'] } };

  it.each(['1', 1, true])('grants by a listed box whose answer is %j', (isChecked) => {
    const { data } = signupIn(read(box(isChecked), { fields }));
    expect(data.consent?.email).toMatchObject({ state: 'granted' });
  });

  it.each(['', '0', false, null])('grants nothing by a box whose answer is %j', (isChecked) => {
    expect(signupIn(read(box(isChecked), { fields })).data.consent).toBeUndefined();
  });

  it('grants nothing by a box without a list: its words are not known', () => {
    const found = signupIn(read(box('1'), { fields: { 'consent.email': 'news' } }));
    expect(found.data.consent).toBeUndefined();
    expect(found.unclear).toEqual([{ channel: 'email', field: 'news', said: ['ticked'] }]);
  });

  it('of a test is skipped', () => {
    const found = read(lead({ email: '<test lead: dummy data for email>' }));
    expect(found).toEqual([{ kind: 'skipped', id: '17', why: 'is a test lead of Meta' }]);
  });

  it.each(['{', '[]', '{"field_data":7}', '""', '{"error":{"code":1}}'])(
    'that is %j is a dead letter, by its own id',
    (text) => {
      expect(read(text)).toMatchObject([
        { kind: 'refused', id: '17', error: { reason: 'invalid_delivery' } },
      ]);
    },
  );
});
