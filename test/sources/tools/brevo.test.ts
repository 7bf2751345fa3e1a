import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readBy, signupIn } from '../delivery-of.ts';

const HASH = createHash('sha256').update('ada@example.com').digest('hex').slice(0, 32);
const ADDED = {
  id: 42,
  email: 'ada@example.com',
  event: 'list_addition',
  key: 'k',
  list_id: [3],
  date: '2026-09-15 05:20:00',
  ts: 1_789_442_400,
};
const AT = '2026-09-15T03:20:00.000Z';
const updated = (content: unknown) => ({ ...ADDED, event: 'contact_updated', content });
const ADA = { firstName: 'Ada', lastName: 'Lin', phone: '+886912345678', email: 'ada@example.com' };

describe('a Brevo delivery', () => {
  it('of list_addition is a signup without consent: merchants put people on lists', () => {
    expect(readBy('brevo', ADDED)).toEqual([
      {
        kind: 'signup',
        type: 'customer.signed_up',
        id: `list_addition:${HASH}:1789442400`,
        time: AT,
        data: { customer: { email: 'ada@example.com' } },
      },
    ]);
  });

  it.each([
    ['an object', { FIRSTNAME: 'Ada', LASTNAME: 'Lin', SMS: '886912345678' }],
    ['a list of objects', [{ FIRSTNAME: 'Ada' }, { LASTNAME: 'Lin', SMS: '00886912345678' }]],
    [
      'a list of names with values',
      [
        { name: 'firstname', value: 'Ada' },
        { name: 'LASTNAME', value: 'Lin' },
        { name: 'SMS', value: '+886912345678' },
      ],
    ],
    ['a number as phone', { FIRSTNAME: 'Ada', LASTNAME: 'Lin', SMS: 886_912_345_678 }],
  ])('of contact_updated with %s updates the customer', (_, content) => {
    const { type, data } = signupIn(readBy('brevo', updated(content)));
    expect(type).toBe('customer.updated');
    expect(data).toEqual({ customer: ADA });
  });

  it("is read by the store's own attributes; only SMS is sure to have its calling code", () => {
    const config = { fields: { phone: 'mobile', birthday: 'BORN' } };
    const content = { MOBILE: '912345678', SMS: '886911111111', BORN: '14/05' };
    const { customer } = signupIn(readBy('brevo', updated(content), { config })).data;
    expect(customer).toEqual({
      email: 'ada@example.com',
      phone: '912345678',
      birthday: '--05-14',
    });
  });

  it('of unsubscribed is a refusal at the second of the act, whatever the local dates say', () => {
    const body = {
      id: 42,
      event: 'unsubscribed',
      email: 'Ada@Example.com',
      'campaign name': 'x',
      date_event: '2026-09-15 09:00:00',
      ts_event: 1_789_442_400,
      ts: 1_789_449_999,
    };
    expect(readBy('brevo', body)).toEqual([
      {
        kind: 'signup',
        type: 'customer.updated',
        id: `unsubscribed:${HASH}:1789442400`,
        time: AT,
        data: {
          customer: { email: 'Ada@Example.com' },
          consent: { email: { state: 'denied', at: AT } },
        },
      },
    ]);
  });

  it.each(['contact_deleted', 'opened', 'hard_bounce'])('of %s is skipped', (event) => {
    expect(readBy('brevo', { ...ADDED, event })).toMatchObject([{ kind: 'skipped' }]);
  });

  it('may be a list; without an event it is no Brevo delivery', () => {
    expect(readBy('brevo', [ADDED, { ...ADDED, event: 'opened' }])).toHaveLength(2);
    expect(() => readBy('brevo', { email: 'ada@example.com' })).toThrow('`event` is missing');
  });
});

describe('a refusal of Brevo', () => {
  const denied = { state: 'denied', at: AT };
  const dataOf = (delivery: object) =>
    readBy('brevo', delivery).map((found) => (found.kind === 'signup' ? found.data : found.kind));

  it.each(['unsubscribe', 'unsubscribed', 'spam', 'complaint'])(
    'by the event %s carries the address alone',
    (event) => {
      const content = [{ name: 'SMS', value: 'ask me' }];
      expect(dataOf({ ...ADDED, event, content })).toEqual([
        { customer: { email: 'ada@example.com' }, consent: { email: denied } },
      ]);
    },
  );

  it('by a blacklist stands in `content`, for each contact and channel on its own', () => {
    const delivery = {
      event: 'contact_updated',
      ts: ADDED.ts,
      content: [
        { email: 'ada@example.com', emailBlacklist: true },
        { email: 'bob@example.com', smsBlacklist: true, attributes: { SMS: 'N/A' } },
        { email: 'eve@example.com', emailBlacklist: false, smsBlacklist: false },
      ],
    };
    expect(dataOf(delivery)).toEqual([
      { customer: { email: 'ada@example.com' }, consent: { email: denied } },
      { customer: { email: 'bob@example.com', phone: 'N/A' }, consent: { sms: denied } },
      { customer: { email: 'eve@example.com' } },
    ]);
  });

  it('of several addresses is one for each, with ids of their own', () => {
    const all = readBy('brevo', {
      ...ADDED,
      event: 'unsubscribe',
      email: ['a@x.example', 'b@x.example'],
    });
    expect(new Set(all.map(({ kind, ...one }) => ('id' in one ? one.id : kind))).size).toBe(2);
    expect(all).toMatchObject([
      { data: { customer: { email: 'a@x.example' }, consent: { email: denied } } },
      { data: { customer: { email: 'b@x.example' }, consent: { email: denied } } },
    ]);
  });

  it('without an address is a dead letter and no skip', () => {
    const { email: _, ...nameless } = ADDED;
    expect(() => readBy('brevo', { ...nameless, event: 'unsubscribe' })).toThrow(
      'look up the contact',
    );
  });

  it('is read in every spelling of its event and its flags', () => {
    const blocked = (flag: string, value: unknown) =>
      dataOf(updated([{ email: 'ada@example.com', [flag]: value }]));
    const refusal = [{ customer: { email: 'ada@example.com' }, consent: { email: denied } }];
    expect(dataOf({ ...ADDED, event: 'Unsubscribed' })).toEqual(refusal);
    expect(blocked('emailBlacklisted', true)).toEqual(refusal);
    expect(blocked('emailBlacklist', 'TRUE')).toEqual(refusal);
    expect(blocked('emailBlacklist', '1')).toEqual(refusal);
    expect(blocked('emailBlacklist', 'false')).toEqual([
      { customer: { email: 'ada@example.com' } },
    ]);
  });

  it('beside a contact that cannot be read is not held back', () => {
    const content = [{ email: 'ada@example.com', emailBlacklist: true }, 5, { email: 7 }];
    expect(dataOf(updated(content))).toEqual([
      { customer: { email: 'ada@example.com' }, consent: { email: denied } },
      'refused',
      'refused',
    ]);
    expect(dataOf({ ...ADDED, event: 'unsubscribe', email: ['ada@example.com', 7] })).toEqual([
      { customer: { email: 'ada@example.com' }, consent: { email: denied } },
      'refused',
    ]);
  });

  it('by a blacklist without a contact is a dead letter and no skip', () => {
    const delivery = { ...updated([{ emailBlacklist: true }]), email: null };
    expect(() => readBy('brevo', delivery)).toThrow('is a refusal without e-mail and phone');
  });
});

it('a time of a Brevo event that cannot be read leaves the other one', () => {
  const event = {
    event: 'unsubscribe',
    email: 'ada@example.com',
    ts: 1_789_442_400,
    ts_event: 'x',
  };
  expect(signupIn(readBy('brevo', event)).data.consent?.email?.at).toBe(AT);
});
