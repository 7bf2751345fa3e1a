import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toAttributes } from '../../../src/aws/ledger/table.ts';
import { advance } from '../../../src/delivery/field-clocks.ts';
import type { Clocks, Fact } from '../../../src/delivery/platform-port.ts';
import { openLedger, type OpenLedger } from '../../support/open-ledger.ts';

let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger();
});
afterAll(() => open.close());

/** DynamoDB's limit. Its JSON form is longer than what DynamoDB counts. */
const MOST_BYTES = 400 * 1_024;
const bytesOf = (value: Readonly<Record<string, unknown>>): number =>
  Buffer.byteLength(JSON.stringify(toAttributes(value)));

/** Names as long as an event may bring them. */
const LONGEST_ID = 1_025;
const tagFact = (at: number): Fact => ({
  kind: 'tag',
  key: `tag:${String(at).padStart(64, '0')}`,
  stamp: { time: at, id: `e-${at}`.padEnd(LONGEST_ID, 'x') },
  tag: `t-${at}`,
});

describe('the item of a customer', () => {
  const lease = { holder: 'h', until: Date.now() + 60_000 };

  it('takes tags without end, and knows the newest', async () => {
    const all = Array.from({ length: 500 }, (_, at) => tagFact(at));
    const field = {
      name: { time: 1, id: 'e-1' },
      'consent.email': { time: 2, id: 'e-2', denied: true as const },
    };
    expect(await open.ledger.addCustomer('s', 'c-1', field)).toBe(true);
    let clocks: Clocks = {};
    for (let from = 0; from < all.length; from += 100) {
      clocks = (await open.ledger.leaseCustomer('s', 'c-1', lease)) ?? {};
      const brought = advance(clocks, all.slice(from, from + 100));
      expect(await open.ledger.saveClocks('s', 'c-1', lease, brought)).toBe(true);
    }
    clocks = await open.ledger.readClocks('s', 'c-1');
    expect(clocks).toMatchObject(field);
    expect(clocks).toHaveProperty([all.at(-1)?.key ?? '']);
    expect(clocks).not.toHaveProperty([all[0]?.key ?? '']);
    expect(bytesOf(clocks)).toBeLessThan(MOST_BYTES);
  });

  it('takes a create with more tags than DynamoDB would', async () => {
    const many = advance(
      {},
      Array.from({ length: 400 }, (_, at) => tagFact(at)),
    );
    expect(bytesOf(many)).toBeGreaterThan(MOST_BYTES);
    await open.ledger.addNewCustomers('s', [
      { customerId: '5ce0d084e388096bdb229a59', clocks: many },
    ]);
    expect(await open.ledger.readClocks('s', '5ce0d084e388096bdb229a59')).toHaveProperty([
      tagFact(399).key,
    ]);
  });
});

describe('the shared item of new customers', () => {
  const clocks = fc.dictionary(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }),
    fc.record({ time: fc.nat(), id: fc.string({ unit: 'binary', maxLength: 200 }) }),
    { noNullPrototype: true, minKeys: 1, maxKeys: 8 },
  );
  const groups = fc.array(fc.array(clocks, { minLength: 1, maxLength: 45 }), { maxLength: 4 });

  it('never holds more than DynamoDB takes, however many come in a second', async () => {
    let second = 0x5c_e0_d0_84;
    await fc.assert(
      fc.asyncProperty(groups, async (all) => {
        const time = (second += 1).toString(16);
        let count = 0;
        for (const group of all) {
          const newCustomers = group.map((one) => {
            return { customerId: `${time}${String((count += 1)).padStart(16, '0')}`, clocks: one };
          });
          await open.ledger.addNewCustomers('s', newCustomers);
        }
        const shared = await open.table.get(`newborns#s#${time}`);
        expect(bytesOf(shared ?? {})).toBeLessThan(MOST_BYTES);
        expect(Number(shared?.['customers'] ?? 0)).toBeLessThanOrEqual(100);
      }),
      { numRuns: 10 },
    );
  });
});
