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
    ['four envelopes', inSns(inPipe(json(inSns(inEventBridge(event)))))],
  ])('takes the event out of %s', (_, body) => {
    expect(unwrap(json(body))).toEqual(event);
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
