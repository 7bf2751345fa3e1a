import { describe, expect, it } from 'vitest';
import { readBy, signupIn, urlencoded } from '../delivery-of.ts';

const SUBSCRIBE = {
  type: 'subscribe',
  date_time: '2026-09-15T11:20:00+08:00',
  initiated_from: 'public',
  initiated_by: 'contact',
  list: '2',
  'list[0][id]': '2',
  'contact[id]': '7',
  'contact[email]': 'ada@example.com',
  'contact[first_name]': 'Ada',
  'contact[last_name]': 'Lin',
  'contact[phone]': '0912-345-678',
  'contact[tags]': 'vip, fair',
  'contact[ip4]': '203.0.113.10',
  'contact[fields][birthday]': '05/14/1992',
};
const AT = '2026-09-15T11:20:00+08:00';
const read = (
  fields: Readonly<Record<string, string>>,
  config: Readonly<Record<string, unknown>> = {},
) => readBy('activecampaign', urlencoded({ ...SUBSCRIBE, ...fields }), { config });

describe('an ActiveCampaign delivery', () => {
  it('of subscribe is a signup that agreed to e-mails', () => {
    expect(read({})).toEqual([
      {
        kind: 'signup',
        type: 'customer.signed_up',
        id: `subscribe:7:${AT}`,
        time: AT,
        data: {
          customer: {
            email: 'ada@example.com',
            phone: '0912-345-678',
            firstName: 'Ada',
            lastName: 'Lin',
            tags: ['vip', 'fair'],
          },
          consent: { email: { state: 'granted', at: AT } },
        },
      },
    ]);
  });

  it.each([
    [{ initiated_from: 'admin' }, 'customer.signed_up', undefined],
    [{ initiated_from: 'system' }, 'customer.signed_up', undefined],
    [{ initiated_from: '' }, 'customer.signed_up', { email: { state: 'granted', at: AT } }],
    [{ type: 'update' }, 'customer.updated', undefined],
    [{ type: 'unsubscribe' }, 'customer.updated', { email: { state: 'denied', at: AT } }],
    // A refusal must not get lost, from any sender.
    [
      { type: 'unsubscribe', initiated_from: 'api' },
      'customer.updated',
      { email: { state: 'denied', at: AT } },
    ],
  ])('with %j is %s with consent %j', (fields, type, consent) => {
    const signup = signupIn(read(fields));
    expect(signup.type).toBe(type);
    expect(signup.data.consent).toEqual(consent);
  });

  it('of a text message that unsubscribes is a refusal of text messages, by the phone', () => {
    const { type, data } = signupIn(read({ type: 'sms_unsub', initiated_from: 'api' }));
    expect(type).toBe('customer.updated');
    expect(data).toEqual({
      customer: { phone: '0912-345-678' },
      consent: { sms: { state: 'denied', at: AT } },
    });
    expect(signupIn(read({ type: 'sms_unsub', 'contact[phone]': '' })).data.customer).toEqual({
      email: 'ada@example.com',
    });
  });

  it.each(['subscribe', 'update'])('of %s that a program wrote keeps its no', (type) => {
    const config = { fields: { 'consent.sms': 'sms_news' } };
    const said = (answer: string) =>
      read({ type, initiated_from: 'api', 'contact[fields][sms_news]': answer }, config);
    expect(signupIn(said('No')).data).toMatchObject({
      customer: { email: 'ada@example.com', phone: '0912-345-678' },
      consent: { sms: { state: 'denied' } },
    });
    expect(said('Yes')).toMatchObject([{ kind: 'skipped' }]);
  });

  it('of an added tag brings the tag, and two in one second are two', () => {
    const [first, second] = ['vip', 'fair-2026'].map((tag) =>
      signupIn(read({ type: 'contact_tag_added', tag })),
    );
    expect(second?.data.customer.tags).toEqual(['vip', 'fair', 'fair-2026']);
    expect(first?.id).not.toBe(second?.id);
  });

  it.each([
    [{ initiated_from: 'api' }, /echo/],
    [{ type: 'update', initiated_from: 'api' }, /echo/],
    [{ type: 'contact_tag_removed' }, /not about a signup/],
    [{ type: 'open' }, /not about a signup/],
    [{ 'contact[email]': '', 'contact[phone]': '' }, /neither an e-mail nor a phone/],
  ])('with %j is skipped', (fields, why) => {
    expect(read(fields)).toMatchObject([{ kind: 'skipped', why: expect.stringMatching(why) }]);
  });

  it.each([
    ['2026-09-15T11:20:00-05:00', '2026-09-15T11:20:00-05:00'],
    // An offset whose plus was not escaped.
    ['2026-09-15T11:20:00 08:00', '2026-09-15T11:20:00+08:00'],
    ['2026-09-15 11:20:00', '2026-09-15T03:20:00Z'],
    ['yesterday', undefined],
  ])('of the time %s is of %s', (date_time, expected) => {
    expect(signupIn(read({ date_time }, { timeZone: 'Asia/Taipei' })).time).toBe(expected);
  });

  it.each(['birthday', 'contact[fields][birthday]'])('takes the own field %s', (reference) => {
    const { customer } = signupIn(read({}, { fields: { birthday: reference } })).data;
    expect(customer.birthday).toBe('1992-05-14');
  });

  it('without its type is no ActiveCampaign delivery', () => {
    expect(() => readBy('activecampaign', 'contact[email]=x')).toThrow('`type` is missing');
  });
});
