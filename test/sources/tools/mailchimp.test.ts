import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readBy, signupIn, urlencoded } from '../delivery-of.ts';

const SUBSCRIBE = {
  type: 'subscribe',
  fired_at: '2026-09-15 03:20:00',
  'data[id]': '61b15ce156',
  'data[email]': 'ada@example.com',
  'data[list_id]': 'a6b5da1054',
  'data[merges][EMAIL]': 'ada@example.com',
  'data[merges][FNAME]': '怡君',
  'data[merges][LNAME]': '林',
  'data[merges][PHONE]': '+886912345678',
  'data[merges][BIRTHDAY]': '05/14',
  'data[merges][INTERESTS]': String.raw`Skincare, Bath\, body, Skincare`,
  'data[merges][ADDRESS][addr1]': '信義路五段100號',
  'data[merges][ADDRESS][addr2]': '',
  'data[merges][ADDRESS][city]': '台北市',
  'data[merges][ADDRESS][state]': '信義區',
  'data[merges][ADDRESS][zip]': '110',
  'data[merges][ADDRESS][country]': 'TW',
  'data[merges][GROUPINGS][0][name]': 'Products',
};
const AT = '2026-09-15T03:20:00Z';
const read = (
  fields: Readonly<Record<string, string>>,
  config: Readonly<Record<string, unknown>> = {},
) => readBy('mailchimp', urlencoded({ ...SUBSCRIBE, ...fields }), { config });

describe('a Mailchimp delivery', () => {
  it('of subscribe is a signup that agreed to e-mails', () => {
    expect(read({})).toEqual([
      {
        kind: 'signup',
        type: 'customer.signed_up',
        id: 'subscribe:61b15ce156:2026-09-15T03:20:00Z',
        time: AT,
        data: {
          customer: {
            email: 'ada@example.com',
            phone: '+886912345678',
            firstName: '怡君',
            lastName: '林',
            birthday: '--05-14',
            tags: ['Skincare', 'Bath, body'],
            addresses: [
              {
                line1: '信義路五段100號',
                city: '台北市',
                province: '信義區',
                postalCode: '110',
                countryCode: 'TW',
              },
            ],
          },
          consent: { email: { state: 'granted', at: AT } },
        },
      },
    ]);
  });

  it.each([
    [{ type: 'unsubscribe', 'data[reason]': 'manual' }, { email: { state: 'denied', at: AT } }],
    [{ type: 'profile' }, undefined],
    [{ type: 'cleaned', 'data[reason]': 'abuse' }, { email: { state: 'denied', at: AT } }],
  ])('%j updates a customer, with consent %j', (fields, consent) => {
    const { type, data } = signupIn(read(fields));
    expect(type).toBe('customer.updated');
    expect(data.consent).toEqual(consent);
  });

  it('of upemail updates the customer of the new address, and creates none', () => {
    const body = urlencoded({
      type: 'upemail',
      fired_at: '2026-09-15 03:20:00',
      'data[list_id]': 'a6b5da1054',
      'data[new_id]': '51da8c3259',
      'data[new_email]': 'ada@example.org',
      'data[old_email]': 'ada@example.com',
    });
    expect(readBy('mailchimp', body)).toEqual([
      {
        kind: 'signup',
        type: 'customer.updated',
        id: 'upemail:51da8c3259:2026-09-15T03:20:00Z',
        time: AT,
        data: { customer: { email: 'ada@example.org' } },
      },
    ]);
  });

  it.each([
    [{ type: 'cleaned', 'data[reason]': 'hard' }, /bounced/],
    [{ type: 'campaign' }, /not about a signup/],
    [{ type: 'something' }, /not about a signup/],
    [{ 'data[email]': '', 'data[merges][PHONE]': '' }, /neither an e-mail nor a phone/],
  ])('%j is skipped', (fields, why) => {
    expect(read(fields)).toMatchObject([{ kind: 'skipped', why: expect.stringMatching(why) }]);
  });

  it('without an address, which then is an empty text, has none', () => {
    const { type, fired_at } = SUBSCRIBE;
    const body = urlencoded({
      type,
      fired_at,
      'data[email]': 'ada@example.com',
      'data[merges][ADDRESS]': '',
    });
    expect(signupIn(readBy('mailchimp', body)).data.customer).toEqual({ email: 'ada@example.com' });
  });

  it('without an id is known by a hash of its address', () => {
    const body = { type: 'cleaned', fired_at: 'x', 'data[email]': 'Ada@example.com' };
    const hash = createHash('sha256').update('ada@example.com').digest('hex').slice(0, 32);
    expect(readBy('mailchimp', urlencoded(body))).toMatchObject([{ id: `cleaned:${hash}:x` }]);
  });

  it("is read by the store's own merge tags where it names them", () => {
    const fields = {
      birthday: 'BDAY',
      'addresses.0.city': 'HOME[city]',
      'consent.sms': 'SMSOK',
      gender: 'SEX',
      locale: 'LANG',
      name: 'FULL',
    };
    const own = {
      'data[merges][BDAY]': '1992/5/14',
      'data[merges][HOME][city]': '台南市',
      'data[merges][SMSOK]': 'Yes',
      'data[merges][SEX]': '女',
      'data[merges][LANG]': 'zh-TW',
      'data[merges][FULL]': '林怡君',
    };
    const { customer, consent } = signupIn(read(own, { fields })).data;
    expect(customer).toMatchObject({
      birthday: '1992-05-14',
      gender: 'female',
      locale: 'zh-TW',
      name: '林怡君',
      firstName: '怡君',
      addresses: [{ city: '台南市' }],
    });
    expect(consent).toEqual({ email: { state: 'granted', at: AT }, sms: { state: 'granted' } });
    const later = signupIn(read({ ...own, type: 'profile' }, { fields }));
    expect(later.data.consent).toBeUndefined();
  });

  it.each([
    ['gender', 'prefer not to say'],
    ['birthday', '00/00'],
    ['tags', ', ,'],
  ])('leaves %s out where it is none', (path, value) => {
    const one = read({ 'data[merges][X]': value }, { fields: { [path]: 'X' } });
    expect(signupIn(one).data.customer).not.toHaveProperty(path);
  });

  it('keeps a gender that is none, so that it is left out and reported', () => {
    const one = read({ 'data[merges][X]': 'robot' }, { fields: { gender: 'X' } });
    expect(signupIn(one).data.customer).toHaveProperty('gender', 'robot');
  });

  it.each(['consent.email', 'addresses.1.city', 'email.x'])(
    'is refused while `fields` name %s, which nothing would read',
    (path) => {
      expect(() => read({}, { fields: { [path]: 'X' } })).toThrow(`"${path}"`);
    },
  );

  it('with nothing in it is a try of the address; without a type it is no Mailchimp delivery', () => {
    expect(readBy('mailchimp', '')).toEqual([]);
    expect(() => readBy('mailchimp', 'a=b')).toThrow('`type` is missing');
  });
});

it('events of contacts that only a merge field names have ids of their own', () => {
  const ids = ['ada@example.com', 'bob@example.com'].map((email) => {
    const body = {
      type: 'unsubscribe',
      fired_at: '2026-09-15 03:20:00',
      'data[merges][EMAIL]': email,
    };
    return readBy('mailchimp', urlencoded(body))[0]?.id;
  });
  expect(new Set(ids).size).toBe(2);
});
