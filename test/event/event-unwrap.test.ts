import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../src/event/errors.ts';
import { unwrap } from '../../src/event/event.ts';
import { rejectionOf } from '../schemas/rejection-of.ts';
import { aCloudEvent } from '../support/a-cloud-event.ts';
import { inEventBridge, inPipe, inSns } from '../support/envelopes.ts';
import { thrownBy } from '../support/thrown-by.ts';

const event = aCloudEvent();
const json = (value: unknown): string => JSON.stringify(value);
const base64 = (value: unknown): string => Buffer.from(json(value)).toString('base64');

describe('unwrap', () => {
  it.each<[string, unknown]>([
    ['an event sent directly, through SNS raw or an EventBridge input path', event],
    ['SNS', inSns(event)],
    ['SNS with a pretty-printed message', inSns(JSON.stringify(event, null, 2))],
    ['SNS with a subject', inSns(event, { Subject: 'a signup' })],
    ['EventBridge, the whole event', inEventBridge(event)],
    ['EventBridge → SNS', inSns(inEventBridge(event))],
    ['Pipes with the body as text', inPipe(json(event))],
    ['Pipes with the body parsed', inPipe(event)],
    ['EventBridge → SNS → Pipes', inPipe(json(inSns(inEventBridge(event))))],
    ['SNS with the message in base64', inSns(base64(event))],
    [
      'SNS with the message in base64 on several lines',
      inSns(base64(event).replaceAll(/.{76}/g, '$&\n')),
    ],
    ['SNS as a function gets it', { Records: [{ EventSource: 'aws:sns', Sns: inSns(event) }] }],
    ['SQS as a function gets it', { Records: [inPipe(json(event))] }],
    ['EventBridge with the detail as text', inEventBridge(json(event))],
    ['JSON within JSON', json(event)],
    ['JSON within JSON within JSON', json(json(event))],
    ['base64 within JSON', base64(event)],
    ['Pipes with the body encoded twice', inPipe(json(json(event)))],
    ['four envelopes', inSns(inPipe(json(inSns(inEventBridge(event)))))],
  ])('takes the event out of %s', (_, body) => {
    expect(unwrap(json(body))).toEqual(event);
  });

  it.each<[string, string]>([
    ['base64', base64(event)],
    ['base64 for addresses', Buffer.from(json(event)).toString('base64url')],
    [
      'base64 of pretty-printed JSON',
      Buffer.from(JSON.stringify(event, null, 2)).toString('base64'),
    ],
    ['base64 of JSON within JSON', base64(json(event))],
    ['raw delivery of a batch in base64', base64([event])],
  ])('reads a body in %s', (_, body) => {
    expect([unwrap(body)].flat()).toEqual([event]);
  });

  describe('of a detail of EventBridge that is a signup without an envelope', () => {
    const { data } = event;
    const expected = {
      specversion: '1.0',
      id: '6a7e8feb',
      source: 'crm',
      type: 'customer.signed_up',
      time: '2026-11-22T03:04:05Z',
      data,
    };
    it.each<[string, unknown]>([
      ['`data` alone', { data }],
      ['`data` as text', { data: json(data) }],
      ['what stands in `data`', data],
      ['the same as text', json(data)],
    ])('makes an event of %s, with id, source and time of EventBridge', (_, detail) => {
      expect(unwrap(json(inEventBridge(detail)))).toEqual(expected);
      expect(unwrap(json(inSns(inEventBridge(detail))))).toEqual(expected);
    });

    it.each([
      ['customer.signed_up', 'customer.signed_up'],
      ['CustomerSignedUp', 'customer.signed_up'],
      ['Customer Sign-up', 'customer.signed_up'],
      ['signup', 'customer.signed_up'],
      ['customer.updated', 'customer.updated'],
      ['CustomerUpdated', 'customer.updated'],
      ['Customer Update', 'customer.updated'],
      ['customer.deleted', 'customer.deleted'],
      ['Order Placed', 'Order Placed'],
      ['webhook.delivered', 'webhook.delivered'],
    ])('reads its detail-type %j as the type %j', (given, type) => {
      const body = json({ ...inEventBridge({ data }), 'detail-type': given });
      expect(unwrap(body)).toEqual({ ...expected, type });
    });

    it('leaves a detail as it is that has more than `data`, or less than a signup', () => {
      for (const detail of [{ data, id: 'e-1' }, { customer: {} }, { store: 'tw-main' }, {}]) {
        expect(unwrap(json(inEventBridge(detail)))).toEqual(detail);
      }
    });
  });

  it('stops at the fifth envelope', () => {
    const five = inSns(inSns(inSns(inSns(inSns(event)))));
    expect(unwrap(json(five))).toEqual(inSns(event));
  });

  it.each<[string, unknown]>([
    ['a notification of no topic', { Type: 'Notification', Message: json(event) }],
    ['a notification without a message', { ...inSns(event), Message: undefined }],
    [
      "SNS' question for a subscription",
      { ...inSns(event), Type: 'SubscriptionConfirmation', SubscribeURL: 'https://example.com' },
    ],
    ['an EventBridge event without its type', { source: 'crm', detail: event }],
    ['a record of no queue', { messageId: 'm', body: json(event) }],
    ['a list with an event', [event]],
    ['a text that is no JSON', 'ada@example.com'],
    ['a text in base64 that is no JSON', base64(event).slice(0, 21)],
    ['several records', { Records: [inPipe(json(event)), inPipe(json(event))] }],
    ['an event of AWS', { ...inEventBridge({ data: {} }), source: 'aws.s3' }],
    ['a CloudEvent that looks like an envelope', { ...inSns(inEventBridge({})), ...event }],
    ['a number', 5],
    ['null', null],
  ])('leaves %s as it is', (_, body) => {
    expect(unwrap(json(body))).toEqual(JSON.parse(json(body)));
  });

  it.each<[string, unknown]>([
    ['EventBridge around nothing', inEventBridge(null)],
    ['SNS around the word null', inSns('null')],
    ['Pipes around nothing', inPipe(null)],
  ])('finds nothing in %s', (_, body) => {
    expect(unwrap(json(body))).toBeNull();
  });

  it('reads a file with a byte order mark', () => {
    expect(unwrap(`\uFEFF${json(event)}`)).toEqual(event);
  });

  it.each([
    ['the body', '{"email":"ada@example.com'],
    ['the text inside SNS', json(inSns('ada@example.com signed up'))],
    ['the text inside Pipes', json(inPipe('ada@example.com signed up'))],
    ['an empty body', ''],
  ])('refuses what is not JSON in %s and does not quote it', (_, body) => {
    const { reason, message } = rejectionOf(() => unwrap(body));
    expect(reason).toBe('invalid_json');
    expect(message).toMatch(/^not JSON/);
    expect(message).not.toMatch(/ada|example|signed/);
  });

  it('reads 1 MiB and the deepest nesting that fits into it', () => {
    const wide = { ...event, text: 'x'.repeat(1_048_000) };
    expect(unwrap(json(wide))).toEqual(wide);
    const depth = 524_288;
    expect(unwrap('['.repeat(depth) + ']'.repeat(depth))).toBeInstanceOf(Array);
  });

  it('throws nothing but RejectedError, whatever the body is', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => json(inSns(json(value)))),
      fc.string().map((text) => json(inSns(text))),
      fc.jsonValue().map((value) => json(inEventBridge(value))),
      fc.jsonValue().map((value) => json(inPipe(value))),
    );
    fc.assert(
      fc.property(anything, (body) => {
        const error = thrownBy(() => unwrap(body));
        expect(error === undefined || error instanceof RejectedError).toBe(true);
      }),
    );
  });
});
