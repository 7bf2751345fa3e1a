import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../src/event/errors.ts';
import type { Event, Signup, SignupAddress, SignupCustomer } from '../../src/generated/types.ts';
import { normalise } from '../../src/event/normalise.ts';
import { rejectionOf } from '../schemas/rejection-of.ts';
import { thrownBy } from '../support/thrown-by.ts';

const RECEIVED_AT = Date.parse('2026-11-22T09:00:00Z');

interface Given {
  readonly event?: Partial<Event>;
  readonly customer?: SignupCustomer;
  readonly consent?: Signup['consent'];
  readonly country?: string | undefined;
}

const normal = ({ event = {}, customer, consent, country = 'TW' }: Given) => {
  const data: Signup = {
    store: 'tw-main',
    customer: customer ?? { email: 'ada@example.com' },
    ...(consent && { consent }),
  };
  const envelope: Event = {
    specversion: '1.0',
    id: 'e-1',
    source: '/test',
    type: 'customer.signed_up',
    ...event,
  };
  return normalise(envelope, data, {
    receivedAt: RECEIVED_AT,
    country: country === '' ? undefined : country,
    identity: { eventId: envelope.id, source: envelope.source },
  });
};
const phoneOf = (phone: string, country?: string): unknown =>
  normal({ customer: { phone }, country }).signup.data.customer.phone;

describe('phones', () => {
  it.each([
    ['+886912345678', ''],
    ['+886 912-345-678', 'US'],
    ['0912 345 678', 'TW'],
    ['886912345678', 'TW'],
    ['+886 0912 345 678', 'US'],
    ['(+886) 912345678', 'US'],
    ['002 886 912 345 678', 'TW'],
  ])('%s in %j becomes E.164', (phone, country) => {
    expect(phoneOf(phone, country)).toBe('+886912345678');
  });

  it.each([
    ['too short', '+8861', 'TW'],
    ['too short within the country', '12345', 'TW'],
    ['of no country', '+999123456789', 'TW'],
    ['national, but the store has no country', '0912345678', ''],
    ["national, but the store's country does not exist", '0912345678', 'XX'],
    ['too long', '+8869123456789012', 'TW'],
    ['letters', 'call me', 'TW'],
  ])('one that is %s is refused without being quoted', (_, phone, country) => {
    const error = rejectionOf(() => phoneOf(phone, country));
    expect(error).toMatchObject({
      reason: 'invalid_signup',
      issues: [{ path: '/customer/phone', rule: 'phone' }],
    });
    expect(error.message).toMatch(
      /^the signup is not valid: \/customer\/phone must be a possible phone number/,
    );
    expect(error.message).not.toContain(phone);
  });

  it('of addresses become E.164 too, and each impossible one is named', () => {
    const addresses: SignupAddress[] = [{ phone: '0912345678' }, { city: 'Taipei', phone: null }];
    const customer = { email: 'ada@example.com', addresses };
    expect(normal({ customer }).signup.data.customer.addresses).toEqual([
      { phone: '+886912345678' },
      { city: 'Taipei', phone: null },
    ]);
    const broken = {
      phone: '1',
      addresses: [{ phone: '2' }, { phone: '0912345678' }, { phone: '3' }],
    };
    expect(rejectionOf(() => normal({ customer: broken })).issues.map(({ path }) => path)).toEqual([
      '/customer/phone',
      '/customer/addresses/0/phone',
      '/customer/addresses/2/phone',
    ]);
  });

  it('that are to be cleared stay null, and those not known stay absent', () => {
    expect(normal({ customer: { email: 'a@b.co', phone: null } }).signup.data.customer).toEqual({
      email: 'a@b.co',
      phone: null,
    });
    expect(normal({}).signup.data.customer).toEqual({ email: 'ada@example.com' });
  });

  it('give E.164 or a rejection, whatever the text and the country', () => {
    const dialled = fc.string({
      unit: fc.constantFrom(...'+0123456789 -().'.split('')),
      maxLength: 40,
    });
    const country = fc.constantFrom('TW', 'US', 'CN', 'XX', '', 'TW\n', '__proto__', 'constructor');
    fc.assert(
      fc.property(fc.oneof(dialled, fc.string({ minLength: 1 })), country, (phone, region) => {
        fc.pre(phone !== '');
        let found: unknown;
        const error = thrownBy(() => (found = phoneOf(phone, region)));
        expect(error ?? found).toSatisfy(
          (end) => end instanceof RejectedError || /^\+\d{4,17}$/.test(String(end)),
        );
      }),
    );
  });
});

describe('contacts', () => {
  it.each<[string, SignupCustomer, readonly string[]]>([
    ['e-mail in lower case', { email: 'Ada@Example.COM' }, ['ada@example.com']],
    ['phone in E.164', { phone: '0912345678' }, ['+886912345678']],
    ['both', { phone: '0912345678', email: 'A@b.co' }, ['a@b.co', '+886912345678']],
    ['not what is cleared', { phone: '0912345678', email: null }, ['+886912345678']],
  ])('are compared as %s', (_, customer, expected) => {
    expect(normal({ customer }).signup.contacts.map(({ value }) => value)).toEqual(expected);
  });

  it('are sent as given', () => {
    const customer = { email: 'Ada@Example.COM' };
    expect(normal({ customer }).signup.data.customer.email).toBe('Ada@Example.COM');
  });
});

const at = (ms: number): string => new Date(RECEIVED_AT + ms).toISOString();

describe('times', () => {
  it.each<[string, string | null | undefined, number, boolean]>([
    ['a missing time is the time of receipt', undefined, 0, false],
    ['null likewise', null, 0, false],
    ['the past is kept', at(-86_400_000), -86_400_000, false],
    ['a clock five minutes ahead is tolerated', at(300_000), 300_000, false],
    ['one millisecond more is clamped and flagged', at(300_001), 0, true],
    ['zones are understood', '2026-11-22T16:59:00+08:00', -60_000, false],
    ['small letters are understood', '2026-11-22t08:59:00z', -60_000, false],
  ])('%s', (_, time, offsetMs, clamped) => {
    const found = normal({ event: time === undefined ? {} : { time } });
    expect(found.signup.time - RECEIVED_AT).toBe(offsetMs);
    expect(found.clamped).toBe(clamped);
  });

  it('of consent are clamped and flagged too', () => {
    const found = normal({
      event: { time: at(-1_000) },
      consent: {
        email: { state: 'granted', at: at(400_000), text: 'I agree' },
        sms: { state: 'denied', at: at(-5_000) },
      },
    });
    expect(found.clamped).toBe(true);
    expect(found.signup.time).toBe(RECEIVED_AT - 1_000);
    expect(found.signup.data.consent).toEqual({
      email: { state: 'granted', at: at(0), text: 'I agree' },
      sms: { state: 'denied', at: at(-5_000) },
    });
  });

  it('of consent stay absent where they were not given', () => {
    const consent = { email: { state: 'granted' } } as const;
    expect(normal({ consent }).signup.data.consent).toEqual(consent);
  });
});

describe('identity', () => {
  it('is id and source of the event', () => {
    expect(normal({}).signup).toMatchObject({
      eventId: 'e-1',
      eventSource: '/test',
      stampId: 'e-1\n/test',
    });
  });

  it.each(['customer.signed_up', 'customer.updated'] as const)('%s keeps its type', (type) => {
    expect(normal({ event: { type } }).signup.type).toBe(type);
  });
});
