import { describe, expect, it } from 'vitest';
import { readBy, signupIn } from '../delivery-of.ts';

const AT = 1_789_442_400_000;
const event = (subscriptionType: string, objectId: unknown = 17, more: object = {}) => ({
  eventId: 1,
  subscriptionId: 25,
  portalId: 33,
  occurredAt: AT,
  subscriptionType,
  attemptNumber: 0,
  objectId,
  ...more,
});
const contact = (properties: object, history?: readonly object[]) => ({
  id: '17',
  properties,
  ...(history && { propertiesWithHistory: { hs_email_optout: history } }),
});
const read = (properties: object, type = 'contact.creation', history?: readonly object[]) =>
  readBy('hubspot', [event(type)], { answers: { 17: contact(properties, history) } });

describe('a HubSpot delivery', () => {
  it('names each contact once, by the newest event about it', () => {
    const body = [
      event('contact.creation', 17, { eventId: 1 }),
      event('contact.propertyChange', 17, { eventId: 3, occurredAt: AT + 2_000 }),
      event('contact.propertyChange', 17, { eventId: 2, occurredAt: AT + 1_000 }),
      event('contact.propertyChange', 18, { eventId: 4 }),
    ];
    expect(readBy('hubspot', body)).toEqual([
      { kind: 'reference', id: `17:3:25:${AT + 2_000}`, reference: '17' },
      { kind: 'reference', id: `18:4:25:${AT}`, reference: '18' },
    ]);
    const answers = {
      17: contact({ email: 'a@example.com' }),
      18: contact({ phone: '+886912345678' }),
    };
    expect(readBy('hubspot', body, { answers })).toMatchObject([
      { type: 'customer.signed_up', time: '2026-09-15T03:20:02.000Z' },
      { type: 'customer.updated', time: '2026-09-15T03:20:00.000Z' },
    ]);
  });

  it.each([
    ['contact.deletion', {}],
    ['contact.privacyDeletion', {}],
    ['company.creation', {}],
    ['deal.propertyChange', {}],
    ['object.creation', { objectTypeId: '0-2' }],
    ['object.creation', {}],
    ['conversation.newMessage', {}],
  ])('skips %s %j, which is no signup and no refusal', (type, more) => {
    expect(readBy('hubspot', [event(type, 17, more)])).toMatchObject([{ kind: 'skipped' }]);
  });

  it('takes the events of newer apps', () => {
    const body = [event('object.creation', 17, { objectTypeId: '0-1' })];
    expect(readBy('hubspot', body)).toMatchObject([{ kind: 'reference', reference: '17' }]);
  });

  it.each(['17/../18', '', 'abc', -1])('asks for no contact %j', (id) => {
    expect(readBy('hubspot', [event('contact.creation', id)])).toMatchObject([{ kind: 'skipped' }]);
  });

  it('with an event that cannot be read delivers the others', () => {
    expect(readBy('hubspot', [7, event('contact.creation')])).toMatchObject([
      { kind: 'refused', error: { reason: 'invalid_delivery' } },
      { kind: 'reference' },
    ]);
  });

  it('of 5,000 events is read in time', () => {
    const body = Array.from({ length: 5_000 }, (_, at) => event('contact.creation', at % 2_500));
    const startedAt = performance.now();
    expect(readBy('hubspot', body)).toHaveLength(2_500);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('a HubSpot contact', () => {
  it("is read by HubSpot's own properties", () => {
    const properties = {
      email: 'ada@example.com',
      firstname: 'Ada',
      lastname: 'Lin',
      phone: '+886912345678',
      date_of_birth: '1992-05-14',
      address: '1 Main St',
      city: 'Taipei',
      zip: '105',
      country: 'TW',
    };
    expect(signupIn(read(properties)).data).toEqual({
      customer: {
        email: 'ada@example.com',
        firstName: 'Ada',
        lastName: 'Lin',
        phone: '+886912345678',
        birthday: '1992-05-14',
        addresses: [{ line1: '1 Main St', city: 'Taipei', postalCode: '105', countryCode: 'TW' }],
      },
    });
  });

  it('that opted out is a refusal, since the opt-out', () => {
    const history = [
      { value: 'true', timestamp: '2026-09-14T01:00:00.000Z' },
      { value: 'false', timestamp: '2026-09-01T01:00:00.000Z' },
    ];
    const properties = { email: 'ada@example.com', hs_email_optout: 'true' };
    const { data } = signupIn(read(properties, 'contact.propertyChange', history));
    expect(data.consent).toEqual({
      email: { state: 'denied', at: '2026-09-14T01:00:00.000Z' },
    });
  });

  it('that opted out at an unknown time is a refusal of the event', () => {
    const { data } = signupIn(read({ email: 'ada@example.com', hs_email_optout: 'true' }));
    expect(data.consent?.email).toEqual({ state: 'denied', at: '2026-09-15T03:20:00.000Z' });
  });

  it.each(['false', '', null, undefined, 'maybe'])(
    'grants nothing where the opt-out is %j',
    (value) => {
      const { data } = signupIn(read({ email: 'ada@example.com', hs_email_optout: value }));
      expect(data.consent).toBeUndefined();
    },
  );

  it('without a contact of its own is skipped, unless it opted out', () => {
    expect(read({ firstname: 'Ada' })).toMatchObject([{ kind: 'skipped' }]);
    expect(read({ hs_email_optout: 'true' })).toMatchObject([
      { kind: 'refused', error: { reason: 'invalid_delivery' } },
    ]);
  });

  it('has its SMS consent in an own property, by listed answers', () => {
    const config = {
      fields: { 'consent.sms': { field: 'sms_ok', granted: ['Yes, text me'] } },
    };
    const answers = { 17: contact({ phone: '+886912345678', sms_ok: 'Yes, text me' }) };
    const found = readBy('hubspot', [event('contact.creation')], { answers, config });
    expect(signupIn(found).data.consent?.sms).toMatchObject({ state: 'granted' });
  });

  it.each(['{', '[]', '{}', '{"properties":7}'])('that is %j is a dead letter', (text) => {
    const found = readBy('hubspot', [event('contact.creation')], { answers: { 17: text } });
    expect(found).toMatchObject([{ kind: 'refused', error: { reason: 'invalid_delivery' } }]);
  });
});
