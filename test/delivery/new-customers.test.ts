import { beforeEach, expect, it } from 'vitest';
import { WaitError } from '../../src/event/errors.ts';
import { createNewCustomers, type NewCustomers } from '../../src/delivery/new-customers.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';

let clock: VirtualClock;
let newCustomers: NewCustomers;
let written: string[];
let error: WaitError | undefined;
beforeEach(() => {
  clock = createVirtualClock();
  written = [];
  error = undefined;
  const startedAt = clock.now();
  newCustomers = createNewCustomers({
    sleep: clock.sleep,
    ledger: {
      addNewCustomers: async (store, all) => {
        const ids = all.map(({ customerId }) => customerId).join('+');
        written.push(`${clock.now() - startedAt} ${store} ${ids}`);
        await clock.sleep(10);
        if (error) throw error;
      },
    },
  });
});

/** A create of this duration, and the result of its record. */
async function create(id: string, ms: number, store = 'tw'): Promise<string> {
  const pendingRecord = newCustomers.announce();
  await clock.sleep(ms);
  return pendingRecord
    .add(store, { customerId: id, clocks: {} })
    .then(() => `${id} is remembered`)
    .catch(String);
}

it('writes a single record at once', async () => {
  await clock.run(create('a', 50));
  expect(written).toEqual(['50 tw a']);
});

it('waits for all announced records, and writes once for each store', async () => {
  const all = [create('a', 50), create('b', 120), create('c', 90, 'us'), create('d', 90)];
  await clock.run(Promise.all(all));
  expect(written).toEqual(['120 tw a+d+b', '120 us c']);
});

it('waits at most half a second', async () => {
  await clock.run(Promise.all([create('a', 50), create('slow', 900)]));
  expect(written).toEqual(['550 tw a', '900 tw slow']);
});

it('does not wait for a cancelled record', async () => {
  const pendingRecord = newCustomers.announce();
  void clock.sleep(70).then(() => pendingRecord.cancel());
  await clock.run(create('a', 50));
  expect(written).toEqual(['70 tw a']);
});

it('writes records together that are added during a write', async () => {
  const late = async (id: string): Promise<string> => {
    await clock.sleep(52);
    return create(id, 0);
  };
  await clock.run(Promise.all([create('a', 50), late('b'), late('c')]));
  expect(written).toEqual(['50 tw a', '60 tw b+c']);
});

it('rejects every record of a failed write, and goes on', async () => {
  error = new WaitError('the ledger cannot be reached');
  const told = Promise.all([create('a', 50), create('b', 50)]);
  await clock.run(told);
  const why = 'WaitError: the ledger cannot be reached';
  expect(await told).toEqual([why, why]);
  error = undefined;
  const after = create('c', 1);
  await clock.run(after);
  expect(await after).toBe('c is remembered');
});
