import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { NormalSignup } from '../../../src/event/signup.ts';
import type { RequestParameters } from '../../../src/platforms/shared/parameters.ts';
import { updateBody } from '../../../src/platforms/shopline/bodies.ts';
import { fit } from '../../../src/platforms/shopline/shopline.ts';
import { advance, newerFacts } from '../../../src/delivery/field-clocks.ts';
import type { Clocks } from '../../../src/delivery/platform-port.ts';
import { aNormalSignup, testDigest } from '../../support/platform-fixtures.ts';

const birthday = fc.constantFrom('1992-05-14', '1990-12-31', '--06-01', '--12-24');
const consent = fc.record(
  { state: fc.constantFrom('granted' as const, 'denied' as const) },
  { requiredKeys: ['state'] },
);
const event = fc.record({
  at: fc.integer({ min: 0, max: 3 }),
  customer: fc.record(
    {
      birthday,
      name: fc.constantFrom('Ada', 'Ada Lin', null),
      firstName: fc.constantFrom('Ada', null),
      note: fc.constantFrom('VIP', null),
    },
    { requiredKeys: [] },
  ),
  consent: fc.record({ email: consent, sms: consent }, { requiredKeys: [] }),
  shopline: fc.record(
    {
      memo: fc.constantFrom('verbatim', null),
      birth_year: fc.constantFrom(1992, 2001),
      is_subscribed_marketing_email: fc.boolean(),
      is_accept_marketing: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
});

/** The customer after all events, in a shop that keeps every parameter that a request leaves out. */
function customerAfter(signups: readonly NormalSignup[]): RequestParameters {
  let clocks: Clocks = {};
  const customer: Record<string, unknown> = {};
  for (const signup of signups) {
    const facts = newerFacts(
      fit(signup, { digest: testDigest, defaults: undefined }).facts,
      clocks,
    );
    clocks = advance(clocks, facts);
    Object.assign(customer, asStored(updateBody(facts)));
  }
  return customer;
}

/** A shop keeps one birthday, in three parts. */
function asStored({ birthday: whole, ...others }: RequestParameters): RequestParameters {
  if (typeof whole !== 'string') return others;
  const [year, month, day] = whole.split('-').map(Number);
  return { ...others, birth_year: year, birth_month: month, birth_day: day };
}

it('ends in the same parameters in any order of the events', () => {
  const events = fc.array(event, { minLength: 2, maxLength: 5 });
  const orders = events.chain((list) => {
    const signups = list.map(({ at, customer, ...said }, index) =>
      aNormalSignup({
        id: `e-${index}`,
        time: `2026-11-22T03:04:0${at}Z`,
        customer: { email: 'ada@example.com', ...customer },
        ...said,
      }),
    );
    const shuffled = fc.shuffledSubarray(signups, { minLength: signups.length });
    return fc.tuple(fc.constant(signups), shuffled);
  });
  fc.assert(
    fc.property(orders, ([first, second]) => {
      expect(customerAfter(second)).toEqual(customerAfter(first));
    }),
    { numRuns: 500 },
  );
});
