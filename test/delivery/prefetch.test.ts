import { expect, it } from 'vitest';
import { WaitError } from '../../src/event/errors.ts';
import { prefetchBatch } from '../../src/delivery/prefetch.ts';
import type { BatchReads, ContactState } from '../../src/delivery/ledger-port.ts';
import type { NormalSignup } from '../../src/event/signup.ts';
import { aJob, EMAIL, NOW, PHONE } from '../support/a-job.ts';

const clocks = { name: { time: 5, id: 'e-1' } };
const aSignup = (contacts = [EMAIL], store = 'tw-main'): NormalSignup => ({
  ...aJob().job.signup,
  store,
  contacts,
});
const states = (...each: Omit<ContactState, 'contact'>[]): readonly ContactState[] =>
  each.map((state, at) => Object.assign({ contact: at === 0 ? EMAIL : PHONE }, state));

/** Reads that answer so, and what they were asked for. */
function aLedger(
  found: readonly (readonly ContactState[])[],
  readClocks: BatchReads['readClocks'] = (asked) => Promise.resolve(asked.map(() => ({ clocks }))),
) {
  const asked: string[] = [];
  const batchReads: BatchReads = {
    readContacts: (signups) => {
      asked.push(`contacts of ${signups.length}`);
      return Promise.resolve(found);
    },
    readClocks: (customers) => {
      asked.push(`clocks of ${customers.map(({ customerId }) => customerId).join(',')}`);
      return readClocks(customers);
    },
  };
  return { asked, batchReads };
}
const still = { now: () => NOW };

it('reads all contacts at once, then the clocks of the known customers', async () => {
  const [known, unknown, both] = [aSignup(), aSignup(), aSignup([EMAIL, PHONE], 'us-main')];
  const found = [
    states({ customerId: 'c-1' }),
    states({}),
    states({ customerId: 'c-2' }, { customerId: 'c-2' }),
  ];
  const { asked, batchReads } = aLedger(found);
  const prefetch = await prefetchBatch([known, unknown, both], { ...still, batchReads });
  expect(asked).toEqual(['contacts of 3', 'clocks of c-1,c-2']);
  expect(prefetch.take(known)).toEqual({ states: found[0], customer: { id: 'c-1', clocks } });
  expect(prefetch.take(both)).toEqual({ states: found[2], customer: { id: 'c-2', clocks } });
});

it.each([
  ['only a part leads to a customer', states({ customerId: 'c-1' }, {})],
  ['they lead to two', states({ customerId: 'c-1' }, { customerId: 'c-2' })],
  ['they are unknown', states({}, {})],
  ['they belonged to a deleted customer', states({ formerCustomerId: 'c-1' })],
])('reads no clocks where of the contacts %s', async (_, found) => {
  const { asked, batchReads } = aLedger([found]);
  const signup = aSignup();
  const prefetch = await prefetchBatch([signup], { ...still, batchReads });
  expect(asked).toEqual(['contacts of 1']);
  expect(prefetch.take(signup)).toEqual({ states: found });
});

it('gives the states of a contact once: the attempt that takes them may change them', async () => {
  const [first, second, other] = [aSignup(), aSignup([EMAIL, PHONE]), aSignup([EMAIL], 'other')];
  const found = [states({ customerId: 'c-1' }), states({ customerId: 'c-1' }, {}), states({})];
  const { batchReads } = aLedger(found);
  const prefetch = await prefetchBatch([first, second, other], { ...still, batchReads });
  expect(prefetch.take(first)).toHaveProperty('states');
  expect(prefetch.take(second)).toEqual({});
  expect(prefetch.take(first)).toEqual({ customer: { id: 'c-1', clocks } });
  expect(prefetch.take(other)).toEqual({ states: found[2] });
});

it('gives no states that are a second old, but clocks, which only grow', async () => {
  let now = NOW;
  const signup = aSignup();
  const { batchReads } = aLedger([states({ customerId: 'c-1' })]);
  const young = await prefetchBatch([signup], { now: () => now, batchReads });
  now += 999;
  expect(young.take(signup)).toHaveProperty('states');
  const old = await prefetchBatch([signup], { now: () => now, batchReads });
  now += 1_000;
  expect(old.take(signup)).toEqual({ customer: { id: 'c-1', clocks } });
});

it('counts the age from the start of the read', async () => {
  let now = NOW;
  const { batchReads } = aLedger([states({})]);
  const slow: BatchReads = {
    ...batchReads,
    readContacts: async (asked) => {
      now += 1_000;
      return batchReads.readContacts(asked);
    },
  };
  const signup = aSignup();
  expect(
    (await prefetchBatch([signup], { now: () => now, batchReads: slow })).take(signup),
  ).toEqual({});
});

it('gives no states of leased contacts', async () => {
  const signup = aSignup([EMAIL, PHONE]);
  const { batchReads } = aLedger([states({}, { leasedUntil: NOW + 1 })]);
  expect((await prefetchBatch([signup], { ...still, batchReads })).take(signup)).toEqual({});
});

it('has seen nothing where the ledger cannot be reached, and keeps what it read before that', async () => {
  const signup = aSignup();
  const unreached = (): Promise<never> => Promise.reject(new WaitError('no ledger'));
  const { batchReads } = aLedger([states({ customerId: 'c-1' })], unreached);
  const half = await prefetchBatch([signup], { ...still, batchReads });
  expect(half.take(signup)).toEqual({ states: states({ customerId: 'c-1' }) });
  const nothing = { ...batchReads, readContacts: unreached };
  expect((await prefetchBatch([signup], { ...still, batchReads: nothing })).take(signup)).toEqual(
    {},
  );
});

it('leaves to the attempts what it does not understand', async () => {
  const signup = aSignup();
  const { batchReads } = aLedger([]);
  const broken: BatchReads = {
    ...batchReads,
    readContacts: () => {
      throw new TypeError('a bug');
    },
  };
  const prefetch = await prefetchBatch([signup], { ...still, batchReads: broken });
  expect(prefetch.take(signup)).toEqual({});
});

it('gives no clocks that are about to expire, so that the attempt renews them', async () => {
  const signup = aSignup();
  const { batchReads } = aLedger([states({ customerId: 'c-1' })], () =>
    Promise.resolve([undefined]),
  );
  const prefetch = await prefetchBatch([signup], { ...still, batchReads });
  expect(prefetch.take(signup)).toEqual({ states: states({ customerId: 'c-1' }) });
});

it('reads nothing for a batch without signups, or without batch reads', async () => {
  const { asked, batchReads } = aLedger([]);
  await prefetchBatch([], { ...still, batchReads });
  expect(asked).toEqual([]);
  const signup = aSignup();
  expect((await prefetchBatch([signup], still)).take(signup)).toEqual({});
});
