import { expect, it } from 'vitest';
import { hearingTheShop } from './arbitrary.ts';
import { ledgerWith } from './sabotage-tools.ts';
import { search } from './search.ts';
import { show } from './show.ts';

const RUNS = 40;

it.each(['shopline', 'shoplazza'] as const)(
  'every promise is kept on %s while the shop posts what changes, late and out of order',
  async (platform) => {
    const found = await search(platform, { seed: 1, runs: RUNS, of: hearingTheShop(platform) });
    expect(found && show(found)).toBeUndefined();
  },
  60_000,
);

it('the simulator finds posts of the shop that are taken for the words of a customer', async () => {
  const found = await search('shoplazza', {
    seed: 1,
    runs: 400,
    shrinks: false,
    of: hearingTheShop('shoplazza'),
    // Without the time of its own last write, each write of the relay looks foreign.
    sabotage: ledgerWith((ledger) => {
      const forgetful = <T extends object>(clocks: T): T =>
        Object.fromEntries(Object.entries(clocks).filter(([key]) => key !== 'shop:wrote')) as T;
      return {
        saveClocks: (store, id, lease, clocks, days) =>
          ledger.saveClocks(store, id, lease, forgetful(clocks), days),
        addCustomer: (store, id, clocks, days) =>
          ledger.addCustomer(store, id, forgetful(clocks), days),
      };
    }),
  });
  expect(found?.run.violations.join('; ')).toMatch(/consent.* is not what was said last/);
}, 60_000);
