import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { KINDS, type Kind, type Platform } from '../../bench/metered/kinds.ts';
import { type OpenRelay, openRelay } from '../support/open-relay.ts';

let open: OpenRelay;
beforeAll(async () => {
  open = await openRelay();
});
afterAll(() => open.close());
beforeEach(() => open.newStore());

/**
 * The maximum cost of a single signup of each kind: calls to the shop, and ledger writes without slots. For new customers
 * on SHOPLINE, a batch shares one of the writes.
 */
const MOST: Readonly<Record<Platform, Readonly<Record<Kind['key'], readonly [number, number]>>>> = {
  shopline: {
    new: [2, 3],
    known: [2, 2],
    'one-consent': [2, 2],
    tags: [3, 2],
    duplicate: [0, 2],
    stale: [0, 2],
  },
  shoplazza: {
    new: [1, 2],
    known: [2, 2],
    'one-consent': [2, 2],
    tags: [2, 2],
    duplicate: [0, 2],
    stale: [0, 2],
  },
};

it.each(['shopline', 'shoplazza'] as const)(
  'keeps to the calls and writes that a signup may cost on %s',
  async (platform) => {
    for (const { key, event } of KINDS) {
      const callsBefore = open.calls(platform).length;
      open.writes();
      await open.relay(platform, event(1));
      const [calls, writes] = MOST[platform][key];
      expect(open.calls(platform).length - callsBefore, `${key}: calls`).toBeLessThanOrEqual(calls);
      expect(open.writes(), `${key}: writes`).toBeLessThanOrEqual(writes);
    }
  },
);
