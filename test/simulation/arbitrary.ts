import fc from 'fast-check';
import {
  type Consent,
  type Existing,
  REFUSED_NAME,
  type Said,
  type Schedule,
  type ShopFault,
  type Trouble,
  type Worker,
} from './schedule.ts';

/** Absent once in this many cases. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, oneIn = 2): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: oneIn });

/** Few values, so that times tie; the negative one lies in the future. */
const minute = fc.constantFrom(0, 1, 2, 3, -10);
const consent: fc.Arbitrary<Consent> = fc.record({
  state: fc.constantFrom('granted', 'denied'),
  minute: maybe(minute),
});
const person = fc.constantFrom(0, 0, 0, 1);
/** Mostly close together, sometimes minutes apart. */
const sentAt = fc.constantFrom(0, 0, 10, 100, 1_000, 5_000, 30_000, 70_000, 300_000);

const said: fc.Arbitrary<Said> = fc.record({
  person,
  type: fc.constantFrom('customer.signed_up', 'customer.signed_up', 'customer.updated'),
  minute: maybe(minute, 5),
  name: maybe(fc.constantFrom('Ada', 'Ada', 'Grace', 'Grace', 'Mary', 'Mary', REFUSED_NAME), 4),
  note: maybe(fc.constantFrom('n1', 'n2', 'n3'), 4),
  tag: maybe(fc.constantFrom('fair', 'vip', 'pos')),
  hasPhone: fc.boolean(),
  anonymous: fc.constantFrom(undefined, undefined, undefined, undefined, 'person', 'stranger'),
  email: maybe(consent),
  sms: maybe(consent),
  sentAtMs: fc.array(sentAt, { minLength: 1, maxLength: 3 }),
});

/** An unsubscribe as marketing tools send it, often of a person whom the shop does not know yet. */
const refusal: fc.Arbitrary<Said> = fc.record({
  person,
  type: fc.constant('customer.updated'),
  minute: fc.constantFrom(0, undefined),
  hasPhone: fc.boolean(),
  email: fc.constantFrom({ state: 'denied' } as const, undefined),
  sms: fc.constant({ state: 'denied' } as const),
  sentAtMs: fc.array(sentAt, { minLength: 1, maxLength: 2 }),
});

const worker: fc.Arbitrary<Worker> = fc.record({
  skewMs: fc.constantFrom(0, -2_000, 2_000, 700),
  pace: fc.array(fc.nat(9), { maxLength: 24 }),
  dice: fc.array(fc.nat(99), { maxLength: 8 }),
  // Several events of one person in a batch are delivered as one.
  batchSizes: fc.oneof(
    fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 4 }),
    fc.constant([10]),
  ),
});

const shopFault: fc.Arbitrary<ShopFault> = fc.constantFrom(
  '500',
  '500-after',
  'silent',
  'silent-after',
  'silent-late',
  'silent-late',
  'silent-late',
  'unreached',
  'slow',
  '429',
  '429-later',
);
const is = <K extends Trouble['kind']>(kind: K): fc.Arbitrary<K> => fc.constant(kind);
const nth = (most: number): fc.Arbitrary<number> =>
  fc.oneof(fc.nat(Math.ceil(most / 6)), fc.nat(most));

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: is('shop'), nth: nth(24), how: shopFault }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: is('kill'), nth: nth(90), isSent: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: is('ledger'),
      nth: nth(60),
      how: fc.constantFrom('down' as const, 'lost' as const, 'retried' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: is('queue'),
      nth: nth(8),
      how: fc.constantFrom('down' as const, 'lost' as const, 'refused' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: is('twice'), nth: nth(12) }) },
  { weight: 1, arbitrary: fc.record({ kind: is('undeleted'), nth: nth(8) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: is('closed'),
      atMs: sentAt,
      forMs: fc.constantFrom(1_000, 45_000, 400_000, 4_000_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: is('token'),
      atMs: sentAt,
      knownAfterMs: fc.constantFrom(0, -2_000, 3_000, 90_000, 1_000_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is('deleted'), person, atMs: sentAt }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: is('decides'),
      person,
      channel: fc.constantFrom('email' as const, 'sms' as const),
      isYes: fc.oneof({ weight: 2, arbitrary: fc.constant(false) }, fc.constant(true)),
      isSaid: fc.boolean(),
      atMs: sentAt,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is('edited'), person, atMs: sentAt }) },
);

const existing: fc.Arbitrary<readonly Existing[]> = fc.uniqueArray(
  fc.record({ person, emailConsent: fc.boolean() }),
  { maxLength: 1, selector: (each) => each.person },
);

/** Runs of one to five events, one to four consumers and up to eight troubles. */
export const schedules = (platform: Schedule['platform']): fc.Arbitrary<Schedule> =>
  fc.record({
    platform: fc.constant(platform),
    searchLagMs: fc.constantFrom(0, 100, 5_000, 30_000),
    hasTightLimit: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.boolean()),
    existing,
    said: fc.array(fc.oneof({ weight: 7, arbitrary: said }, { weight: 1, arbitrary: refusal }), {
      minLength: 1,
      maxLength: 5,
    }),
    fleet: fc.array(worker, { minLength: 1, maxLength: 4 }),
    // Many troubles at once hide each other.
    troubles: fc.oneof(fc.array(trouble, { maxLength: 2 }), fc.array(trouble, { maxLength: 8 })),
  });
