import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../../src/event/errors.ts';
import type { Found } from '../../../src/sources/source.ts';
import { readBy } from '../delivery-of.ts';

type Json = Readonly<Record<string, unknown>>;

const TIME = '2026-09-15T03:20:00Z';
const SQUARE: Json = {
  type: 'customer.updated',
  event_id: 'e-1',
  created_at: TIME,
  data: {
    object: {
      customer: {
        id: 'C1',
        given_name: 'Ada',
        family_name: 'Lin',
        email_address: 'ada@example.com',
        phone_number: '+886912345678',
        reference_id: 'M-1',
        note: 'met at the fair',
        creation_source: 'TERMINAL',
        preferences: { email_unsubscribed: true },
        address: { address_line_1: 'A road 1', locality: 'Taipei', postal_code: '110' },
      },
    },
  },
};
const SHOPIFY: Json = {
  id: 1,
  updated_at: TIME,
  email: 'ada@example.com',
  phone: '+886912345678',
  first_name: 'Ada',
  last_name: 'Lin',
  note: 'met at the fair',
  tags: 'fair',
  email_marketing_consent: { state: 'unsubscribed', consent_updated_at: TIME },
  addresses: [{ address1: 'A road 1', city: 'Taipei', zip: '110', country_code: 'TW' }],
};
const KLAVIYO: Json = {
  data: [
    {
      external_id: 'k-1',
      topic: 'event:klaviyo.unsubscribed_from_email_marketing',
      payload: {
        data: {
          attributes: {
            datetime: TIME,
            event_properties: { email: 'ada@example.com', phone_number: '+886912345678' },
          },
        },
      },
    },
  ],
};
/** Where each sample refuses. */
const REFUSALS = [
  '/type',
  '/data/object/customer/preferences/email_unsubscribed',
  '/email_marketing_consent/state',
  '/data/0/topic',
  '/event',
];
const BREVO: Json = { event: 'unsubscribed', email: 'ada@example.com', ts: 1_789_000_000 };
const TOOLS: readonly (readonly [tool: string, body: Json, headers: Record<string, string>])[] = [
  ['square', SQUARE, {}],
  ['shopify', SHOPIFY, { 'x-shopify-topic': 'customers/update', 'x-shopify-event-id': 's-1' }],
  ['klaviyo', KLAVIYO, {}],
  ['brevo', BREVO, {}],
];

/** JSON Pointers of all members, at every depth. */
const pointersIn = (value: unknown, at = ''): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, member]) =>
        [`${at}/${name}`].concat(pointersIn(member, `${at}/${name}`)),
      )
    : [];

/** A copy with another value at one place. */
function withAt(body: Json, pointer: string, value: unknown): unknown {
  const copy: unknown = structuredClone(body);
  const names = pointer.split('/').slice(1);
  const last = names.pop() ?? '';
  let holder = copy as Record<string, unknown>;
  for (const name of names) holder = holder[name] as Record<string, unknown>;
  holder[last] = value;
  return copy;
}

const isDenied = (found: readonly Found[]): boolean =>
  found.some((one) => one.kind === 'signup' && one.data.consent?.email?.state === 'denied');

/** What a sender may write in place of anything else. */
const ODD: readonly unknown[] = [7, 7.5, true, [], ['x'], {}, { a: 1 }, [[{}]]];

describe.each(TOOLS)('a delivery of %s with a member of a wrong kind', (tool, body, headers) => {
  const read = (value: unknown): readonly Found[] | RejectedError => {
    try {
      return readBy(tool, value, { headers });
    } catch (error) {
      if (error instanceof RejectedError) return error;
      throw error;
    }
  };

  const beside = pointersIn(body).filter(
    (pointer) => !REFUSALS.some((place) => place.startsWith(`${pointer}/`)),
  );

  it.each(beside)('at %s loses no refusal in silence', (pointer) => {
    expect(isDenied(read(body) as readonly Found[])).toBe(true);
    for (const value of ODD) {
      const found = read(withAt(body, pointer, value));
      // It becomes a dead letter, or the refusal arrives.
      expect(found instanceof RejectedError || isDenied(found)).toBe(true);
    }
  });
});

const partsOf = (tool: string, body: unknown, headers?: Record<string, string>) =>
  readBy(tool, body, { ...(headers && { headers }) }).map((one) =>
    one.kind === 'signup'
      ? {
          customer: one.data.customer,
          leftOut: one.leftOut?.map(({ path, rule }) => `${path} ${rule}`),
          isFatal: one.flaw?.isFatal,
        }
      : one,
  );

describe('a field of a wrong kind', () => {
  it.each<[string, unknown, string]>([
    ['/data/object/customer/given_name', {}, 'firstName'],
    ['/data/object/customer/phone_number', ['0912'], 'phone'],
    ['/data/object/customer/email_address', 5, 'email'],
    ['/data/object/customer/note', false, 'note'],
    ['/data/object/customer/address', 'Taipei', 'addresses.0'],
    ['/data/object/customer/address/locality', [], 'addresses.0.city'],
  ])('of Square at %s is left out', (pointer, value, path) => {
    const [part] = partsOf('square', withAt(SQUARE, pointer, value));
    expect(part).toMatchObject({ leftOut: [`${path} wrong_form`], isFatal: false });
  });

  it('keeps its place in a list', () => {
    const addresses = [{ city: 'Tainan' }, { city: 5.5 }];
    const headers = { 'x-shopify-topic': 'customers/update', 'x-shopify-event-id': 's-1' };
    const [part] = partsOf('shopify', { ...SHOPIFY, addresses }, headers);
    expect(part).toMatchObject({ leftOut: ['addresses.1.city wrong_form'] });
  });

  it('that is a whole number becomes its digits', () => {
    const pointer = '/data/object/customer/address/postal_code';
    const [part] = partsOf('square', withAt(SQUARE, pointer, 10_550));
    expect(part).toMatchObject({ customer: { addresses: [{ postalCode: '10550' }] } });
    expect(part).toHaveProperty('leftOut', undefined);
  });

  it('and no other contact beside it is a dead letter', () => {
    const body = withAt(SQUARE, '/data/object/customer/phone_number', null) as Json;
    expect(() => readBy('square', withAt(body, '/data/object/customer/email_address', {}))).toThrow(
      '/data/object/customer/email_address must be text',
    );
  });

  it('of another event than a signup stays a dead letter only if it is a contact', () => {
    const other = { ...SQUARE, type: 'customer.deleted' };
    expect(readBy('square', withAt(other, '/data/object/customer/given_name', {}))).toMatchObject([
      { kind: 'skipped' },
    ]);
  });
});

describe('a status, a time or an id of a wrong kind', () => {
  it.each<[string, unknown]>([
    ['/created_at', {}],
    ['/data/object/customer/creation_source', {}],
    ['/data/object/customer/updated_at', []],
  ])('of Square at %s leaves only the refusal', (pointer, value) => {
    expect(partsOf('square', withAt(SQUARE, pointer, value))).toMatchObject([{ isFatal: true }]);
  });

  it('is a dead letter if nothing is refused', () => {
    const body = withAt(SQUARE, '/data/object/customer/preferences', null) as Json;
    expect(() => readBy('square', { ...body, created_at: {} })).toThrow('/created_at must be text');
  });
});
