import { describe, expect, it } from 'vitest';
import { PlatformError } from '../../src/delivery/platform-port.ts';
import { readMessage } from '../../src/message/message.ts';
import { aConsume, NOW, type Script } from '../support/a-consume.ts';
import { aRecord } from '../support/a-record.ts';
import { anEvent, type EventParts } from '../support/an-event.ts';
import { inSns } from '../support/envelopes.ts';

const event = (id: string, more: EventParts = {}): object =>
  anEvent({
    id,
    ...more,
    data: { customer: { email: `ada.${id.length}${id.slice(-3)}@example.com` }, ...more.data },
  });
const batch = (...entries: readonly unknown[]) => aRecord({}, { body: JSON.stringify(entries) });
const created: Script = async ({ call }) => {
  await call('POST', 200);
  return 'created';
};

describe('a CloudEvents batch in one message', () => {
  it('delivers each event, with its own identity and log line', async () => {
    const { run, reports, sent } = aConsume(created);
    expect(await run([batch(event('a'), event('b', { source: '/crm' }))])).toEqual([]);
    expect(reports).toMatchObject([
      {
        eventId: 'a',
        source: '/test',
        store: 'tw-main',
        type: 'customer.signed_up',
        outcome: 'created',
      },
      { eventId: 'b', source: '/crm', outcome: 'created' },
    ]);
    expect(sent).toEqual([]);
  });

  it('is read inside the envelopes of AWS', async () => {
    const { run, reports } = aConsume(created);
    const body = JSON.stringify(inSns(JSON.stringify([event('a'), event('b')])));
    await run([aRecord({}, { body })]);
    expect(reports.map(({ eventId, outcome }) => [eventId, outcome])).toEqual([
      ['a', 'created'],
      ['b', 'created'],
    ]);
  });

  it('of one event is that event', async () => {
    const { run, sent } = aConsume(created);
    await run([batch(event('a', { data: { customer: { email: 'x' } } }))]);
    expect(sent).toMatchObject([
      { to: 'deadLetters', groupId: 'tw-main', attributes: { eventId: { value: 'a' } } },
    ]);
  });

  it.each<[string, object, string, RegExp]>([
    [
      'a signup that breaks the schema',
      event('b', { data: { customer: { email: 'x' } } }),
      'invalid_signup',
      /^1 of 3 signups in this delivery: entry 2 of the batch: the signup is not valid: \/customer\/email/,
    ],
    [
      'an event that breaks the envelope',
      { ...event('b'), type: 'other' },
      'invalid_event',
      /entry 2 of the batch: the event is not valid: \/type/,
    ],
    ['an entry that is no event', { id: 'b' }, 'invalid_event', /entry 2 of the batch: /],
    ['an entry that is null', null as never, 'invalid_event', /entry 2 of the batch: /],
    ['a batch in the batch', [event('c'), event('d')], 'invalid_event', /entry 2 of the batch: /],
    [
      'a webhook delivery',
      anEvent({
        id: 'b',
        type: 'webhook.delivered',
        data: { source: 'form', headers: {}, body: '', customer: undefined },
      }),
      'invalid_event',
      /entry 2 of the batch: .*as a message of its own/,
    ],
  ])('keeps %s apart from the others', async (_, wrong, reason, detail) => {
    const { run, reports, sent } = aConsume(created);
    expect(await run([batch(event('a'), wrong, event('c'))])).toEqual([]);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['created', 'dead_lettered', 'created']);
    expect(sent).toMatchObject([{ to: 'deadLetters', attributes: { reason: { value: reason } } }]);
    expect(sent[0]?.attributes['detail']?.value).toMatch(detail);
  });

  it('is tried again while one event can succeed', async () => {
    const { run, sent } = aConsume(({ email }) =>
      Promise.reject(new PlatformError({ kind: 'again' }, `no answer for ${email.length}`)),
    );
    await run([batch(event('a', { data: { customer: { email: 'x' } } }), event('b'))]);
    expect(sent).toMatchObject([{ to: 'signups' }]);
  });

  it('of more events than one run brings goes on in the next', async () => {
    const entries = Array.from({ length: 150 }, (_, at) => event(`e-${at}`));
    const first = aConsume(created);
    await first.run([batch(...entries)]);
    expect(first.reports).toHaveLength(100);
    const [copy] = first.sent;
    expect(copy).toMatchObject({ to: 'signups', groupId: 'tw-main' });
    const messageAttributes = Object.fromEntries(
      Object.entries(copy?.attributes ?? {}).map(([name, { type, value }]) => [
        name,
        { stringValue: value, dataType: type },
      ]),
    );
    const second = aConsume(created);
    const record = aRecord({}, { body: copy?.body ?? '', messageAttributes } as never);
    const sentAt = { ...record, attributes: { ...record.attributes, SentTimestamp: String(NOW) } };
    expect(readMessage(sentAt, NOW).progress).toMatchObject({ total: 150 });
    await second.run([sentAt]);
    expect(second.reports.map(({ eventId }) => eventId)).toEqual(
      Array.from({ length: 50 }, (_, at) => `e-${at + 100}`),
    );
    expect(second.sent).toEqual([]);
  });

  it.each<[string, readonly unknown[]]>([
    ['no event', []],
    ['lists', [[]]],
    ['objects that are no events', [{ id: 'a' }, { id: 'b' }]],
  ])('is none where a list holds %s', async (_, entries) => {
    const { run, sent, reports } = aConsume(created);
    await run([batch(...entries)]);
    expect(reports).toHaveLength(1);
    expect(sent).toMatchObject([
      { to: 'deadLetters', attributes: { reason: { value: 'invalid_event' } } },
    ]);
  });
});
