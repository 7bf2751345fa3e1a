import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NormalSignup } from '../../../src/event/signup.ts';
import { advance, newerFacts } from '../../../src/delivery/field-clocks.ts';
import type { Clocks, Platform } from '../../../src/delivery/platform-port.ts';
import { aNormalSignup } from '../../support/platform-fixtures.ts';
import { openShoplazza } from './open-shoplazza.ts';

const consent = fc.option(fc.record({ state: fc.constantFrom('granted', 'denied') }), {
  nil: undefined,
});
const address = fc.record({
  line1: fc.constantFrom('1 Example Road', '2 Example Road'),
  firstName: fc.constant('Ada'),
  lastName: fc.constant('Lin'),
  default: fc.boolean(),
});

/** One of several events about the same customer. Their times collide on purpose. */
const event = fc.record({
  time: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z'),
  name: fc.constantFrom('Ada Lin', '王小明', 'Bo', null, undefined),
  tags: fc.uniqueArray(fc.constantFrom('vip', 'fair', 'autumn'), { maxLength: 2 }),
  addresses: fc.array(address, { maxLength: 2 }),
  email: consent,
  sms: consent,
});

describe('a Shoplazza customer', () => {
  let shop: Awaited<ReturnType<typeof openShoplazza>>;
  let platform: Platform;
  beforeAll(async () => {
    shop = await openShoplazza();
    platform = shop.adapterOver(shop.callTo());
  });
  afterAll(async () => shop.close());

  /**
   * Delivers the events one after the other, like the relay. A create comes first, then the facts that are newer than
   * the clocks.
   */
  const deliver = async (signups: readonly NormalSignup[]): Promise<unknown> => {
    shop.sandbox.reset();
    let clocks: Clocks = {};
    let id: string | undefined;
    for (const signup of signups) {
      const fitted = platform.fit(signup);
      const facts = newerFacts(fitted.facts, clocks);
      if (id === undefined) ({ id } = await platform.create(fitted));
      else if (facts.length > 0) await platform.update(id, facts);
      clocks = advance(clocks, facts);
    }
    const [stored, ...others] = shop.sandbox.customers();
    expect(others).toEqual([]);
    return {
      ...shop.people()[0],
      id: undefined,
      tags: shop.people()[0]?.tags.toSorted(),
      addresses: stored?.addresses.map((one) => `${one.address1} ${one.default}`).toSorted(),
    };
  };

  it('ends the same in any order and with any repetition of its events', async () => {
    const events = fc.array(event, { minLength: 1, maxLength: 4 }).chain((parts) => {
      const signups = parts.map(({ time, name, tags, addresses, email, sms }, index) =>
        aNormalSignup({
          id: `e-${index}`,
          time,
          customer: {
            email: 'ada@example.com',
            tags,
            addresses,
            ...(name !== undefined && { name }),
          },
          consent: { ...(email && { email }), ...(sms && { sms }) },
        }),
      );
      const anyOrder = fc.shuffledSubarray([...signups, ...signups.slice(0, 2)], {
        minLength: signups.length + Math.min(2, signups.length),
      });
      return fc.tuple(fc.constant(signups), anyOrder);
    });
    await fc.assert(
      fc.asyncProperty(events, async ([inOrder, shuffled]) => {
        expect(await deliver(shuffled)).toEqual(await deliver(inOrder));
      }),
      { numRuns: 60 },
    );
  });
});
