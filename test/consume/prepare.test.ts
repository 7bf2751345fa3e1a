import { describe, expect, it } from 'vitest';
import { createDigest } from '../../src/event/digest.ts';
import { WaitError } from '../../src/event/errors.ts';
import { prepareMessage } from '../../src/consume/prepare.ts';
import type { Message } from '../../src/message/message.ts';
import type { Found } from '../../src/sources/source.ts';
import { aStore } from '../support/a-consume.ts';
import { aMessage } from '../support/a-message.ts';
import { SENT_AT } from '../support/a-record.ts';
import { anEvent, type EventParts } from '../support/an-event.ts';

const found = (id: string): Found => ({ kind: 'skipped', id, why: 'a merge' });
const configured = { ...aStore('token'), sources: { form: { tool: 'typeform' as const } } };

const prepare = (body: unknown, message: Partial<Message> = {}, holds = [found('s-1')]) =>
  prepareMessage(aMessage({ body: JSON.stringify(body), ...message }), {
    now: () => SENT_AT,
    stores: { get: async () => configured, refresh: async () => configured },
    digest: createDigest('test-key'),
    sources: new Map([['typeform', { tool: 'typeform', read: () => holds }]]),
  });
const person = (customer: object, more: EventParts = {}): object =>
  anEvent({ ...more, data: { customer } });

describe('a message', () => {
  it('that holds one signup is known by it', async () => {
    const { known, parts } = await prepare(anEvent());
    expect(known).toEqual({
      eventId: 'e-1',
      source: '/test',
      store: 'tw-main',
      type: 'customer.signed_up',
      contacts: [expect.stringMatching(/^[0-9a-f]{16}$/)],
    });
    expect(parts).toMatchObject([{ known, signup: { eventId: 'e-1' }, clamped: false }]);
  });

  it.each([
    ['one signup is known by that', ['s-1'], { eventId: 's-1', store: 'tw-main' }],
    ['several is known by itself', ['s-1', 's-2'], { eventId: 'd-1', source: '/test' }],
  ])('that is a delivery of %s', async (_, ids, expected) => {
    const data = { source: 'form', headers: {}, body: '', customer: undefined };
    const delivery = anEvent({ id: 'd-1', type: 'webhook.delivered', data });
    const { known } = await prepare(delivery, {}, ids.map(found));
    expect(known).toMatchObject(expected);
    expect('store' in known).toBe('store' in expected);
  });

  it.each<[string, unknown, object]>([
    ['an id is known by it', { id: 'e-9', type: 'other' }, { eventId: 'e-9' }],
    ['an empty id is not known', { id: '', type: 'other' }, {}],
    ['no id is not known', { type: 'other' }, {}],
    ['an id that is no text is not known', { id: 9 }, {}],
    [
      'the name of a person for an id is known by a hash',
      { id: 'ada-lin', data: { customer: { name: 'Ada Lin' } } },
      { eventId: expect.stringMatching(/^hash:/) },
    ],
  ])('that is no event and has %s', async (_, body, known) => {
    const prepared = await prepare(body);
    expect(prepared.known).toEqual(known);
    expect(prepared.parts).toMatchObject([{ known, error: { reason: 'invalid_event' } }]);
  });

  it.each([
    { afterMs: 1, waits: true },
    { afterMs: 0, waits: false },
    { afterMs: -1, waits: false },
  ])('that a shop wants to see $afterMs ms from now waits: $waits', async ({ afterMs, waits }) => {
    const { known, parts } = await prepare(anEvent(), { notBefore: SENT_AT + afterMs });
    const [part] = parts;
    expect(known.eventId).toBe('e-1');
    expect(part !== undefined && 'signup' in part).toBe(!waits);
    const error = part !== undefined && 'error' in part ? part.error : undefined;
    expect(error instanceof WaitError ? [error.message, error.retryAfterMs] : error).toEqual(
      waits ? ['the shop asked for a longer delay, which has not ended yet', afterMs] : undefined,
    );
  });

  it('has its phones read by the country of the store', async () => {
    const { parts } = await prepare(person({ phone: '0912345678' }));
    expect(parts).toMatchObject([{ signup: { contacts: [{ value: '+886912345678' }] } }]);
  });

  it('with a time in the future is of the time when it was first seen', async () => {
    const { parts } = await prepare(
      person({ email: 'ada@example.com' }, { time: '2027-01-01T00:00:00Z' }),
    );
    expect(parts).toMatchObject([{ signup: { time: SENT_AT }, clamped: true }]);
  });
});
