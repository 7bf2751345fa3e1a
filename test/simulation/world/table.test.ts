import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDynamoTable } from '../../../src/aws/ledger/table.ts';
import { createLedger } from '../../../src/aws/ledger/ledger.ts';
import { createDigest } from '../../../src/event/digest.ts';
import type { Ledger } from '../../../src/delivery/ledger-port.ts';
import { openLedger, type OpenLedger } from '../../support/open-ledger.ts';
import { type Clock, steps } from './ledger-steps.ts';
import { createTable } from './table.ts';

const clock: Clock = { now: 1_000_000_000_000 };
let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger(() => clock.now);
});
afterAll(() => open.close());

/** The ledger's adapter on the simulated table. */
function openSimulated(): Ledger {
  const table = createTable();
  return createLedger({
    table: openDynamoTable(async (operation, input) => table.execute(operation, input), 'ledger'),
    digest: createDigest('test-key'),
    now: () => clock.now,
  });
}

let runs = 0;

it('answers as DynamoDB does, whatever the ledger does to it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 25 }), async (all) => {
      const simulated = openSimulated();
      const store = `equal-${(runs += 1)}`;
      for (const step of all) {
        const answer = await step(simulated, store, clock);
        expect(answer).toEqual(await step(open.ledger, store, clock));
      }
    }),
    { numRuns: 25 },
  );
});
