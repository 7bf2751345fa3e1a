import { describe, expect, it } from 'vitest';
import { eventId } from '../../../src/local/samples/run.ts';

const event = { specversion: '1.0', id: 'e-1', source: '/x' };
const sns = (inner: unknown) => ({ Type: 'Notification', Message: JSON.stringify(inner) });
const bus = (inner: unknown) => ({ id: 'not-this', 'detail-type': 'x', detail: inner });

describe('eventId', () => {
  it.each([
    ['an event', event, 'e-1'],
    ['an event in SNS', sns(event), 'e-1'],
    ['an event on EventBridge', bus(event), 'e-1'],
    ['an event on EventBridge in SNS', sns(bus(event)), 'e-1'],
    ['an event without an id', { specversion: '1.0' }, undefined],
    ['an event whose id is no text', { ...event, id: 7 }, undefined],
    ['other JSON', { id: 'x' }, undefined],
    ['a number', 5, undefined],
  ])('of %s', (_, body, expected) => {
    expect(eventId(JSON.stringify(body))).toBe(expected);
  });

  it('is undefined for a body that is not JSON or is nested too deep', () => {
    expect(eventId('name=x')).toBeUndefined();
    let deep: unknown = event;
    for (let depth = 0; depth < 10; depth += 1) deep = bus(deep);
    expect(eventId(JSON.stringify(deep))).toBeUndefined();
  });
});
