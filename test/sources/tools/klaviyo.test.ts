import { describe, expect, it } from 'vitest';
import { readBy, signupIn } from '../delivery-of.ts';

const event = (
  topic: string,
  properties: unknown = { method: 'FORM', email_address: 'ada@example.com' },
  times: unknown = { datetime: '2026-09-15 03:20:00+00:00', timestamp: 1_789_442_400 },
) => ({
  external_id: `id-${topic.length}`,
  topic: `event:klaviyo.${topic}`,
  payload: {
    data: {
      type: 'event',
      attributes: { ...(times as object), event_properties: properties },
      relationships: { profile: { data: { type: 'profile', id: '01K5' } } },
    },
  },
});
const read = (...events: readonly unknown[]) => readBy('klaviyo', { data: events });
const AT = '2026-09-15T03:20:00+00:00';

describe('a Klaviyo delivery', () => {
  it.each([
    ['subscribed_to_email_marketing', 'customer.signed_up', 'email', 'granted'],
    ['unsubscribed_from_email_marketing', 'customer.updated', 'email', 'denied'],
    ['manually_suppressed_from_email_marketing', 'customer.updated', 'email', 'denied'],
    ['subscribed_to_sms_marketing', 'customer.signed_up', 'sms', 'granted'],
    ['unsubscribed_from_sms_marketing', 'customer.updated', 'sms', 'denied'],
  ])('of %s is %s with %s %s', (topic, type, channel, state) => {
    expect(read(event(topic))).toEqual([
      {
        kind: 'signup',
        type,
        id: `id-${topic.length}`,
        time: AT,
        data: {
          customer: { email: 'ada@example.com' },
          consent: { [channel]: { state, at: AT } },
        },
      },
    ]);
  });

  it.each([
    ['marked_email_as_spam', 'email'],
    ['unsubscribed', 'email'],
    ['unsubscribed_from_list', 'email'],
    ['unsubscribed_from_email', 'email'],
    ['bulk_suppressed_from_email_marketing', 'email'],
    ['unsubscribed_from_sms', 'sms'],
    ['opted_out_of_sms', 'sms'],
    ['marked_sms_as_spam', 'sms'],
  ])('of %s is a refusal of %s, also where Klaviyo names it in another way', (topic, channel) => {
    const [found] = read(event(topic));
    expect(found).toMatchObject({
      kind: 'signup',
      type: 'customer.updated',
      data: { consent: { [channel]: { state: 'denied', at: AT } } },
    });
  });

  it.each([
    'unsubscribed_from_push_marketing',
    'unsuppressed_from_email_marketing',
    'opened_email',
  ])('of %s says nothing about e-mail or text messages', (topic) => {
    expect(read(event(topic))).toMatchObject([{ kind: 'skipped' }]);
  });

  it('is a batch: every event has its own answer', () => {
    const found = read(
      event('subscribed_to_email_marketing'),
      event('updated_email_preferences'),
      event('subscribed_to_sms_marketing', { phone_number: '+886912345678' }),
      { external_id: 'x', topic: 'event:klaviyo.subscribed_to_email_marketing' },
    );
    expect(
      found.map((one) =>
        one.kind === 'signup'
          ? one.data.customer
          : one.kind === 'skipped'
            ? one.why
            : one.kind === 'refused' && one.error.reason,
      ),
    ).toEqual([
      { email: 'ada@example.com' },
      'its topic is not about a signup',
      { phone: '+886912345678' },
      'it has neither an e-mail nor a phone',
    ]);
  });

  it('never loses a refusal: without a contact it is a dead letter, apart from the other parts', () => {
    const found = read(
      event('unsubscribed_from_email_marketing', {}),
      event('subscribed_to_email_marketing'),
      { topic: 'x' },
    );
    expect(found.map((one) => (one.kind === 'refused' ? one.error.reason : one.kind))).toEqual([
      'invalid_delivery',
      'signup',
      'invalid_delivery',
    ]);
    expect(() => read(event('unsubscribed_from_email_marketing', {}))).toThrow(
      'look up the profile',
    );
  });

  it.each([
    [{ email: 'ada@example.com' }, {}],
    [{ $email: 'ada@example.com' }, {}],
    [{}, { included: [{ attributes: { email: 'ada@example.com' } }] }],
  ])(
    'a complaint about spam is a refusal, wherever the e-mail stands: %j %j',
    (properties, more) => {
      const posted = {
        external_id: 'K9',
        topic: 'event:klaviyo.marked_email_as_spam',
        payload: { data: { attributes: { event_properties: properties } }, ...more },
      };
      expect(signupIn(readBy('klaviyo', { data: [posted] }))).toMatchObject({
        type: 'customer.updated',
        data: { customer: { email: 'ada@example.com' }, consent: { email: { state: 'denied' } } },
      });
    },
  );

  it('without a written time takes the one in seconds', () => {
    const one = event('subscribed_to_email_marketing', undefined, { timestamp: 1_789_442_400 });
    expect(signupIn(read(one)).time).toBe('2026-09-15T03:20:00.000Z');
  });

  it('without its events is no Klaviyo delivery', () => {
    expect(() => readBy('klaviyo', {})).toThrow('`data` is missing');
    expect(() => read({ topic: 'x' })).toThrow('`external_id` is missing');
  });
});
