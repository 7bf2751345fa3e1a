import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { anEvent } from '../support/an-event.ts';
import { openBatches, type OpenBatches } from '../support/open-batches.ts';

let open: OpenBatches;
let tests = 0;
beforeAll(async () => {
  open = await openBatches();
});
afterAll(() => open.close());
beforeEach(() => {
  tests += 1;
  open.shopline.reset();
  open.shoplazza.reset();
});

const BOTH = { email: { state: 'granted' }, sms: { state: 'denied' } };
const said = (store: string, minute: number, name = 'ada'): object =>
  anEvent({
    id: `${name}-${minute}`,
    time: `2026-11-20T03:0${minute}:00Z`,
    data: {
      store,
      customer: { email: `${name}@example.com`, firstName: `Ada ${minute}`, lastName: 'Lin' },
      consent: BOTH,
    },
  });

/**
 * Calls to the shop and ledger writes, for any number of events of one person in a batch. A look at the shop comes before
 * a consent is raised for a customer who exists.
 */
const MOST = {
  shopline: { new: [2, 3], known: [2, 2], again: [0, 0] },
  shoplazza: { new: [1, 2], known: [2, 2], again: [0, 0] },
} as const;

it.each([
  ['shopline', 5],
  ['shoplazza', 5],
  ['shopline', 1],
  ['shoplazza', 1],
] as const)('writes a person on %s once, with %i events in a batch', async (platform, count) => {
  const store = `${platform}-${tests}`;
  const costOf = async (minutes: readonly number[]) => {
    const before = open.calls(platform).length;
    open.writes();
    const reports = await open.deliver(minutes.map((minute) => said(store, minute)));
    const outcomes = reports.map(({ outcome }) => outcome);
    return { outcomes, cost: [open.calls(platform).length - before, open.writes()] };
  };
  const first = Array.from({ length: count }, (_, at) => at);
  const second = first.map((at) => at + count);
  const rest = first.slice(1);
  expect(await costOf(first)).toEqual({
    outcomes: ['created', ...rest.map((at) => (at === count - 1 ? 'updated' : 'unchanged'))],
    cost: MOST[platform].new,
  });
  expect((await costOf(second)).cost).toEqual(MOST[platform].known);
  expect(await costOf(second)).toEqual({
    outcomes: second.map(() => 'unchanged'),
    cost: MOST[platform].again,
  });
});

it('records all customers that a batch creates on shopline in one write', async () => {
  const store = `shopline-${tests}`;
  const people = Array.from({ length: 10 }, (_, at) => said(store, 1, `person-${at}`));
  open.writes();
  const before = open.calls('shopline').length;
  await open.deliver(people);
  expect(open.calls('shopline').length - before).toBe(20);
  // A lease and its release each, and one write of all clocks; two writes if the second event brings changes.
  expect([21, 22]).toContain(open.writes());
});
