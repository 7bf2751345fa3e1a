import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../src/event/errors.ts';
import { claimedId, toEvent, unwrap } from '../../src/event/event.ts';
import { rejectionOf } from '../schemas/rejection-of.ts';
import { aCloudEvent } from '../support/a-cloud-event.ts';
import { inEventBridge, inSns } from '../support/envelopes.ts';
import { thrownBy } from '../support/thrown-by.ts';

const json = (value: unknown): string => JSON.stringify(value);
const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64');
const parseEvent = (body: string) => toEvent(unwrap(body));
const inBase64 = (bytes: string | Uint8Array): string => {
  const { data: _, ...rest } = aCloudEvent({ data_base64: base64(bytes) });
  return json(rest);
};

describe('toEvent', () => {
  it.each<[string, unknown]>([
    ['directly', aCloudEvent()],
    ['as the detail of an EventBridge event', inEventBridge(aCloudEvent())],
    ['through EventBridge and SNS', inSns(inEventBridge(aCloudEvent()))],
    ['with an extension attribute', aCloudEvent({ traceparent: '00-1', Type: undefined })],
  ])('reads an event sent %s', (_, body) => {
    expect(parseEvent(json(body))).toMatchObject({
      id: 'pos-101-000042',
      data: { store: 'tw-main' },
    });
  });

  it('decodes data that was sent as bytes', () => {
    expect(parseEvent(inBase64('{"store":"tw-main","name":"王小明"}')).data).toEqual({
      store: 'tw-main',
      name: '王小明',
    });
  });

  it.each<[string, unknown, string]>([
    [
      'a list',
      [aCloudEvent()],
      'must be an object, and not a list: send each event as a message of its own',
    ],
    [
      'a list in an envelope',
      inSns([aCloudEvent()]),
      'must be an object, and not a list: send each event as a message of its own',
    ],
    [
      'an empty list',
      [],
      'must be an object, and not a list: send each event as a message of its own',
    ],
    ['a text', 'x', 'must be an object'],
    ['null', null, 'must be an object'],
  ])('refuses %s with one sentence', (_, body, sentence) => {
    expect(rejectionOf(() => parseEvent(json(body)))).toMatchObject({
      reason: 'invalid_event',
      message: `the event is not valid: ${sentence} (type)`,
    });
  });

  it.each<[string, string, string]>([
    ['bytes that are no JSON', inBase64('ada@example.com'), 'not JSON'],
    [
      'bytes that are no UTF-8',
      inBase64(new Uint8Array([0x22, 0xa4, 0xa4, 0x22])),
      'data_base64 is not UTF-8 text',
    ],
  ])('refuses %s as invalid_json', (_, body, message) => {
    expect(rejectionOf(() => parseEvent(body))).toMatchObject({ reason: 'invalid_json', message });
  });

  it.each<[string, unknown, string]>([
    [
      'an EventBridge event that holds no CloudEvent',
      inEventBridge({ email: 'a@b.co' }),
      '`specversion` is missing',
    ],
    ['an EventBridge event around nothing', inEventBridge(null), 'must be an object'],
    [
      'envelopes without end',
      inSns(inSns(inSns(inSns(inSns(aCloudEvent()))))),
      '`specversion` is missing',
    ],
    ['another version of CloudEvents', aCloudEvent({ specversion: '0.3' }), 'must be 1.0'],
    ['an event without id', aCloudEvent({ id: undefined }), '`id` is missing'],
    ['an empty id', aCloudEvent({ id: '' }), 'must not be empty'],
    ['an unknown type', aCloudEvent({ type: 'customer.deleted' }), '/type must be'],
    ['data twice', aCloudEvent({ data_base64: 'e30=' }), 'not both'],
    ['a list', [aCloudEvent()], 'must be an object'],
  ])('refuses %s as invalid_event', (_, body, words) => {
    const { reason, message } = rejectionOf(() => parseEvent(json(body)));
    expect(reason).toBe('invalid_event');
    expect(message).toContain(words);
    expect(message).not.toContain('a@b.co');
  });

  it('refuses names that are special in JavaScript', () => {
    const body = json(aCloudEvent()).replace('{', '{"__proto__":{"data":1},');
    expect(rejectionOf(() => parseEvent(body)).reason).toBe('invalid_event');
    expect(({} as Record<string, unknown>)['data']).toBeUndefined();
  });

  it('refuses what is nested without end', () => {
    const depth = 500_000;
    const body = '{"specversion":"1.0","data":'.concat('['.repeat(depth), ']'.repeat(depth), '}');
    expect(rejectionOf(() => parseEvent(body)).reason).toBe('invalid_event');
  });

  it('throws nothing but RejectedError, and never a part of the body', () => {
    const marker = 'ada@example.com';
    const field = fc.constantFrom(
      'specversion',
      'id',
      'source',
      'type',
      'time',
      'data',
      'subject',
      marker,
    );
    const value = fc.oneof(fc.jsonValue(), fc.constant(marker), fc.constant({ [marker]: marker }));
    const broken = fc.dictionary(field, value).map((fields) => json(aCloudEvent(fields)));
    const cut = fc.nat(100).map((at) => json(aCloudEvent({ subject: marker })).slice(0, at));
    fc.assert(
      fc.property(fc.oneof(broken, cut), (body) => {
        const error = thrownBy(() => parseEvent(body));
        expect(error === undefined || error instanceof RejectedError).toBe(true);
        expect(String(error)).not.toContain(marker);
      }),
    );
  });
});

describe('claimedId', () => {
  it.each<[string, string, string | undefined]>([
    ['a broken event', json({ id: 'pos-7', specversion: 1 }), 'pos-7'],
    ['what lies in an envelope', json(inSns(inEventBridge({ id: 'crm-7' }))), 'crm-7'],
    ['an id that is no text', json({ id: 7 }), undefined],
    ['no object', '"pos-7"', undefined],
    ['null', 'null', undefined],
  ])('of %s', (_, body, expected) => {
    expect(claimedId(unwrap(body))).toBe(expected);
  });
});
