import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTries, type RetryStrategy } from '../../../src/aws/json/tries.ts';
import { createLedger } from '../../../src/aws/ledger/ledger.ts';
import { type DynamoDb, openDynamoTable } from '../../../src/aws/ledger/table.ts';
import type { Ledger } from '../../../src/delivery/ledger-port.ts';
import { createDigest } from '../../../src/event/digest.ts';
import { HttpError } from '../../../src/http/http-error.ts';
import { type Clock, steps } from './ledger-steps.ts';
import { createTable, type Table } from './table.ts';

/** As many tries as it takes, without a pause. */
const eager: RetryStrategy = {
  acquireInitialRetryToken: () => Promise.resolve({} as never),
  refreshRetryTokenForRetry: (token) => Promise.resolve(token),
  recordSuccess: () => undefined,
};

/** @param loses whether the answer of the next request is lost. */
function openOn(table: Table, clock: Clock, loses: () => boolean): Ledger {
  const withTries = createTries(eager);
  const call: DynamoDb = (operation, input) =>
    withTries(async () => {
      const answer = table.execute(operation, input);
      await Promise.resolve();
      if (loses()) throw new HttpError('ECONNRESET', true);
      return answer;
    });
  return createLedger({
    table: openDynamoTable(call, 'ledger'),
    digest: createDigest('test-key'),
    now: () => clock.now,
  });
}

it('answers as if no answer was lost, and holds the same items', async () => {
  const losses = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(steps, { minLength: 5, maxLength: 30 }),
      losses.filter((all) => all.includes(false)),
      async (all, lost) => {
        const [plain, lossy] = [createTable(), createTable()];
        const clock = { now: 1_000_000_000_000 };
        const answers = (table: Table, loses: () => boolean): Ledger => openOn(table, clock, loses);
        let nth = 0;
        const undisturbed = answers(plain, () => false);
        const disturbed = answers(lossy, () => lost[nth++ % lost.length] === true);
        for (const step of all) {
          const expected = await step(undisturbed, 'tw', clock);
          expect(await step(disturbed, 'tw', clock)).toEqual(expected);
        }
        expect(lossy.items).toEqual(plain.items);
      },
    ),
    { numRuns: 400 },
  );
});
