import { describe, expect, it } from 'vitest';
import { createDigest } from '../../src/event/digest.ts';
import { RejectedError, WaitError } from '../../src/event/errors.ts';
import { prepareMessage } from '../../src/consume/prepare.ts';
import type { Stores } from '../../src/delivery/stores-port.ts';
import type { Known, Message } from '../../src/message/message.ts';
import type { Found } from '../../src/sources/source.ts';
import { aStore, noSenders } from '../support/a-consume.ts';
import { aMessage } from '../support/a-message.ts';
import { SENT_AT } from '../support/a-record.ts';
import { anEvent, type EventParts } from '../support/an-event.ts';

const found = (id: string): Found => ({ kind: 'skipped', id, why: 'a merge' });
const configured = { ...aStore('token'), sources: { form: { tool: 'typeform' as const } } };

const allKnown: Stores = { get: async () => configured, refresh: async () => configured };

const prepare = (
  body: unknown,
  message: Partial<Message> = {},
  holds = [found('s-1')],
  stores = allKnown,
) =>
  prepareMessage(aMessage({ body: JSON.stringify(body), ...message }), {
    now: () => SENT_AT,
    stores,
    senders: noSenders,
    digest: createDigest('test-key'),
    sources: new Map([['typeform', { tool: 'typeform', read: () => holds }]]),
  });
const identityOf = ({ eventId, source }: Known) => ({ eventId, eventSource: source });
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

  it.each<[string, unknown]>([
    ['no id', { data: { store: 'tw-main' } }],
    ['an unknown type', { id: 'e-9', type: 'other', data: { store: 'tw-main' } }],
    ['a customer that is none', anEvent({ data: { customer: 7 } })],
    [
      'a delivery without headers',
      anEvent({ type: 'webhook.delivered', data: { source: 'form' } }),
    ],
    [
      'a delivery of an unknown source',
      anEvent({
        type: 'webhook.delivered',
        data: { source: 'fax', headers: {}, body: 'x', customer: undefined },
      }),
    ],
    ['bytes, and no id', { data_base64: Buffer.from('{"store":"tw-main"}').toString('base64') }],
    [
      'an envelope of SNS',
      { Type: 'Notification', TopicArn: 'x', Message: '{"data":{"store":"tw-main"}}' },
    ],
    [
      'too many levels',
      { data: { store: 'tw-main', x: JSON.parse('['.repeat(60) + ']'.repeat(60)) } },
    ],
  ])('that has %s is of the store that it names', async (_, body) => {
    const { known, parts } = await prepare(body);
    expect(known).toMatchObject({ store: 'tw-main' });
    expect(parts).toMatchObject([
      { known: { store: 'tw-main' }, error: { name: 'RejectedError' } },
    ]);
  });

  it('that is no event, of a store that is not configured, is of none', async () => {
    const get = () => Promise.reject(new RejectedError('unknown_store', 'no store'));
    const body = { data: { store: 'nosuch' } };
    const { known } = await prepare(body, {}, [], { get, refresh: get });
    expect(known).toEqual({});
    for (const store of ['a/b', 'x'.repeat(65), 7, '']) {
      expect((await prepare({ data: { store } })).known).toEqual({});
    }
  });

  it('of which the data are bytes is known by a hash when it is no event', async () => {
    const { known } = await prepare({ id: 'ada-lin', data_base64: 'e30=', type: 'other' });
    expect(known).toEqual({ eventId: expect.stringMatching(/^hash:/) });
  });

  it.each<[string, object]>([
    ['a name of the person', { store: 'ada-lovelace', name: 'Ada Lovelace' }],
    ['the phone of the person', { store: '0912345678', phone: '0912345678' }],
    ['a number', { store: 'x886-912-345-678' }],
  ])('for an unknown store that is called like %s does not show its name', async (_, given) => {
    const { store, ...customer } = { ...given } as { store: string };
    const refuse = async (): Promise<never> => {
      throw new RejectedError('unknown_store', `no store "${store}" is configured`);
    };
    const event = anEvent({ data: { store, customer: { email: 'a@b.co', ...customer } } });
    for (const reason of ['unknown_store', 'wait'] as const) {
      const get = reason === 'wait' ? () => Promise.reject(new WaitError('throttled')) : refuse;
      const prepared = await prepare(event, {}, [], { get, refresh: refuse });
      const [part] = prepared.parts;
      expect(prepared.known.store).toMatch(/^hash:/);
      const error = part && 'error' in part ? part.error : undefined;
      expect(String(error)).toMatch(reason === 'wait' ? /throttled/ : /looks like personal data/);
      expect(JSON.stringify(part) + String(error)).not.toContain(store);
    }
  });

  it('for an unknown store shows the name of it, and of a known one in any case', async () => {
    const error = new RejectedError('unknown_store', 'no store "tw-main" is configured');
    const refuse = (): Promise<never> => Promise.reject(error);
    const unknown = await prepare(anEvent(), {}, [], { get: refuse, refresh: refuse });
    expect(unknown).toMatchObject({ known: { store: 'tw-main' }, parts: [{ error }] });
    const { known } = await prepare(person({ email: 'main@example.com', lastName: 'Main' }));
    expect(known.store).toBe('tw-main');
  });

  it.each<[string, string, object]>([
    ['the e-mail', 'form-ADA@example.com', { email: 'ada@Example.com' }],
    ['the phone as it was given', 'form-0912345678', { phone: '0912-345-678' }],
    ['the phone with its calling code', 'form-886912345678', { phone: '0912-345-678' }],
    ['the name', 'form-ada-lin', { email: 'a@b.co', name: 'Ada Lin' }],
    ['first and last name', 'form-ada-lin', { email: 'a@b.co', firstName: 'Ada', lastName: 'Lin' }],
    ['last and first name', 'form-lin-ada', { email: 'a@b.co', firstName: 'Ada', lastName: 'Lin' }],
    [
      'a name of an address',
      'form-lovelace',
      { email: 'a@b.co', addresses: [{ lastName: 'Lovelace' }] },
    ],
    [
      'a phone of an address',
      'form-0912345678',
      { email: 'a@b.co', addresses: [{ phone: '0912345678' }] },
    ],
  ])('whose id holds %s is known by a hash, and its source too', async (_, id, customer) => {
    const source = `/${id}`;
    const { data, ...rest } = anEvent({ id, source, data: { customer } });
    const bytes = Buffer.from(JSON.stringify(data)).toString('base64');
    for (const event of [
      { ...rest, data },
      { ...rest, data_base64: bytes },
    ]) {
      const { known, parts } = await prepare(event);
      const eventId = expect.stringMatching(/^hash:[0-9a-f]{32}$/);
      expect(known).toMatchObject({ eventId, source: eventId });
      const stampId = `${known.eventId}\n${known.source}`;
      expect(parts).toMatchObject([{ known, signup: { ...identityOf(known), stampId } }]);
    }
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
