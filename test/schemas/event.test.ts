import { describe, expect, it } from 'vitest';
import { validateEvent } from '../../src/generated/validators.js';
import { wrongsOf } from './schema-files.ts';

const anEvent = (overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  specversion: '1.0',
  id: 'pos-101-000042',
  source: '/pos/taipei-101',
  type: 'customer.signed_up',
  data: {},
  ...overrides,
});

describe('the event schema', () => {
  it.each([
    ['the least that CloudEvents asks for', {}],
    [
      'every attribute',
      { time: '2026-11-22T03:04:05.123456+08:00', subject: 'a', dataschema: 'x:y' },
    ],
    ['a JSON media type with parameters', { datacontenttype: 'application/json; charset=utf-8' }],
    ['a structured JSON media type', { datacontenttype: 'application/vnd.example+json' }],
    ['extension attributes', { comexampletenant: 'demo', sequence: 3, traceparent: null }],
    ['optional attributes that are null', { time: null, datacontenttype: null, subject: null }],
    ['an update', { type: 'customer.updated' }],
    ['a raw delivery', { type: 'webhook.delivered' }],
  ])('accepts %s', (_, overrides) => {
    expect(wrongsOf(validateEvent, anEvent(overrides))).toEqual([]);
  });

  it('accepts data as bytes', () => {
    const { data: _, ...event } = anEvent({ data_base64: 'e30=' });
    expect(wrongsOf(validateEvent, event)).toEqual([]);
  });

  it.each([
    ['another version', { specversion: '0.3' }, ['/specversion const']],
    ['an empty id', { id: '' }, ['/id minLength']],
    ['an id that is a number', { id: 42 }, ['/id type']],
    ['an endless id', { id: 'a'.repeat(257) }, ['/id maxLength']],
    ['a line break in the id', { id: 'a\nb' }, ['/id pattern']],
    ['a source that is null', { source: null }, ['/source type']],
    ['an endless source', { source: 'a'.repeat(513) }, ['/source maxLength']],
    ['an unknown type', { type: 'customer.deleted' }, ['/type enum']],
    ['a time without a zone', { time: '2026-11-22T03:04:05' }, ['/time format']],
    ['a day that does not exist', { time: '2026-02-30T03:04:05Z' }, ['/time format']],
    ['a leap second', { time: '2016-12-31T23:59:60Z' }, ['/time pattern']],
    ['a time with a space', { time: '2026-11-22 03:04:05Z' }, ['/time pattern']],
    ['data that is not JSON', { datacontenttype: 'text/xml' }, ['/datacontenttype pattern']],
    ['data twice', { data_base64: 'e30=' }, ['oneOf']],
    ['base64 that is none', { data_base64: '{}' }, ['oneOf', '/data_base64 pattern']],
    ['an attribute in capitals', { Tenant: 'demo' }, ['propertyNames']],
    ['an attribute that is an object', { tenant: {} }, ['/tenant type']],
  ])('refuses %s', (_, overrides, wrongs) => {
    expect(wrongsOf(validateEvent, anEvent(overrides))).toEqual(wrongs);
  });

  it.each(['specversion', 'id', 'source', 'type'])('refuses an event without %s', (name) => {
    const event = anEvent();
    delete event[name];
    expect(wrongsOf(validateEvent, event)).toEqual(['required']);
  });

  it('refuses an event without data', () => {
    const { data: _, ...event } = anEvent();
    expect(wrongsOf(validateEvent, event)).toEqual(['oneOf']);
  });

  it('refuses an attribute called __proto__', () => {
    const text = JSON.stringify(anEvent()).replace('{', '{"__proto__":{"id":"x"},');
    expect(wrongsOf(validateEvent, JSON.parse(text))).toEqual(['propertyNames', '/__proto__ type']);
  });
});
