import { expect, it } from 'vitest';
import { WaitError } from '../../src/event/errors.ts';
import type { BatchReads, Ledger } from '../../src/delivery/ledger-port.ts';
import { aConsume, blankLedger } from '../support/a-consume.ts';
import { anEvent } from '../support/an-event.ts';
import { aRecord } from '../support/a-record.ts';

const record = (messageId: string, email: string, more: object = {}) => ({
  ...aRecord(),
  messageId,
  body: JSON.stringify(
    anEvent({ id: messageId, data: { store: 'us-main', customer: { email, ...more } } }),
  ),
});
const ok = async ({ call }: { call: (method: 'POST', status: number) => Promise<void> }) => {
  await call('POST', 200);
  return 'created' as const;
};

/** Knows the customers of these e-mails, and counts its reads. */
function scene(known: readonly string[], changes: Partial<BatchReads> = {}) {
  const counts = { batch: 0, single: 0 };
  const batchReads: BatchReads = {
    readContacts: async (asked) => {
      counts.batch += 1;
      return asked.map(({ contacts }) =>
        contacts.map((contact) =>
          known.includes(contact.value) ? { contact, customerId: 'c-1' } : { contact },
        ),
      );
    },
    readClocks: async (asked) => {
      counts.batch += 1;
      return asked.map(() => ({ clocks: {} }));
    },
    ...changes,
  };
  const ledger: Ledger = {
    ...blankLedger,
    readContacts: (...given) => {
      counts.single += 1;
      return blankLedger.readContacts(...given);
    },
  };
  return { counts, ...aConsume(ok, { batchReads, ledger }) };
}

it('reads the ledger once for all events of a batch, and skips customers without newer facts', async () => {
  const { run, reports, counts, permits } = scene(['ada@example.com']);
  const all = [record('m-1', 'ada@example.com'), record('m-2', 'ada@example.com')];
  expect(await run([...all, record('m-3', 'new@example.com')])).toEqual([]);
  expect(reports).toMatchObject([
    { messageId: 'm-1', outcome: 'unchanged', customerId: 'c-1', calls: [] },
    { messageId: 'm-2', outcome: 'unchanged', customerId: 'c-1', calls: [] },
    { messageId: 'm-3', outcome: 'created' },
  ]);
  expect(counts).toEqual({ batch: 2, single: 0 });
  expect(permits.map(({ end }) => end)).toEqual(
    Array.from({ length: 2 }, () => ({ kind: 'other' })),
  );
});

it('reads again for the next event of a person that was just delivered', async () => {
  const { run, counts } = scene([]);
  const phone = { phone: '+886912345678' };
  await run([record('m-1', 'new@example.com'), record('m-2', 'new@example.com', phone)]);
  expect(counts).toEqual({ batch: 1, single: 1 });
});

it('uses a prefetched state once for all events that are delivered as one', async () => {
  const { run, counts, reports } = scene([]);
  await run([record('m-1', 'new@example.com'), record('m-2', 'new@example.com')]);
  expect(counts).toEqual({ batch: 1, single: 0 });
  expect(reports.map(({ outcome }) => outcome)).toEqual(['created', 'unchanged']);
});

it.each([
  ['cannot be reached', new WaitError('the ledger cannot be reached')],
  ['gives a malformed answer', new TypeError('not iterable')],
])('delivers as usual where the prefetch %s', async (_, error) => {
  const { run, reports, counts } = scene([], { readContacts: () => Promise.reject(error) });
  expect(await run([record('m-1', 'a@example.com'), record('m-2', 'b@example.com')])).toEqual([]);
  expect(reports.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
  expect(counts).toEqual({ batch: 0, single: 2 });
});

it('does not prefetch for a batch without signups', async () => {
  const { run, counts } = scene([]);
  await run([{ ...aRecord(), messageId: 'm-1', body: 'not JSON' }]);
  expect(counts).toEqual({ batch: 0, single: 0 });
});
