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
    { weight: 2, arbitrary: fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 4 }) },
    { weight: 4, arbitrary: fc.constant([10]) },
  ),
});

const STEADY = {
  skewMs: fc.constant(0),
  dice: fc.constant([]),
  batchSizes: fc.constant([]),
} as const;

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

const decides: fc.Arbitrary<Trouble> = fc.record({
  kind: is('decides'),
  person,
  channel: fc.constantFrom('email' as const, 'email' as const, 'sms' as const),
  isYes: fc.oneof({ weight: 2, arbitrary: fc.constant(false) }, fc.constant(true)),
  isSaid: fc.boolean(),
  atMs: sentAt,
});

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
    arbitrary: decides,
  },
  { weight: 1, arbitrary: fc.record({ kind: is('edited'), person, atMs: sentAt }) },
);

const existing: fc.Arbitrary<readonly Existing[]> = fc.uniqueArray(
  fc.record({ person, emailConsent: fc.boolean() }),
  { maxLength: 1, selector: (each) => each.person },
);

/** One person who says yes and no, in forms, by unsubscribing and in the shop, all within a few minutes. */
const ofTwoMinds = (platform: Schedule['platform']): fc.Arbitrary<Schedule> => {
  const close = fc.array(fc.constantFrom(0, 0, 10, 100, 1_000, 5_000), {
    minLength: 1,
    maxLength: 2,
  });
  const spoken = fc.oneof(minute, fc.constantFrom(0, 1));
  const yes: fc.Arbitrary<Said> = fc.record({
    person: fc.constant(0),
    type: fc.constantFrom('customer.signed_up', 'customer.signed_up', 'customer.updated'),
    minute: maybe(spoken, 5),
    note: maybe(fc.constantFrom('n1', 'n2')),
    hasPhone: fc.boolean(),
    email: fc.constant({ state: 'granted' }),
    sms: maybe(consent),
    sentAtMs: fc.oneof(close, fc.array(sentAt, { minLength: 1, maxLength: 2 })),
  });
  const no: fc.Arbitrary<Said> = fc.record({
    person: fc.constant(0),
    type: fc.constantFrom('customer.updated', 'customer.updated', 'customer.signed_up'),
    minute: fc.constantFrom(0, undefined),
    name: maybe(fc.constant(REFUSED_NAME), 1),
    hasPhone: fc.boolean(),
    email: fc.constant({ state: 'denied' }),
    sms: maybe(fc.constant({ state: 'denied' })),
    sentAtMs: close,
  });
  return fc.record({
    platform: fc.constant(platform),
    searchLagMs: fc.constantFrom(0, 5_000, 30_000),
    hasTightLimit: fc.constant(false),
    existing,
    said: fc.array(fc.oneof({ weight: 2, arbitrary: yes }, { weight: 1, arbitrary: no }), {
      minLength: 2,
      maxLength: 4,
    }),
    fleet: fc.array(worker, { minLength: 2, maxLength: 3 }),
    troubles: fc.array(
      fc.oneof({ weight: 3, arbitrary: trouble }, { weight: 4, arbitrary: decides }),
      { maxLength: 3 },
    ),
  });
};

/** One to five events, one to four consumers and up to eight troubles. */
const anything = (platform: Schedule['platform']): fc.Arbitrary<Schedule> =>
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

/** One person whom nobody knows yet says yes, and unsubscribes while a slow shop creates the customer. */
const noDuringCreate = (platform: Schedule['platform']): fc.Arbitrary<Schedule> => {
  const consents = fc.constantFrom<readonly ('email' | 'sms')[]>(
    ['email'],
    ['sms'],
    ['email', 'sms'],
  );
  const says = (
    state: 'granted' | 'denied',
    parts: { readonly type: Said['type']; readonly sentAtMs: fc.Arbitrary<readonly number[]> },
  ): fc.Arbitrary<Said> =>
    fc
      .record({ hasPhone: fc.boolean(), channels: consents, sentAtMs: parts.sentAtMs })
      .map(({ channels, hasPhone, sentAtMs }) => {
        const stated = Object.fromEntries(channels.map((channel) => [channel, { state }]));
        const minutes = state === 'granted' ? { minute: 1 } : {};
        return Object.assign({ person: 0, type: parts.type, hasPhone, sentAtMs }, minutes, stated);
      });
  const atOnce = fc.constant([0]);
  const soon = fc.constantFrom([10], [100], [500], [1_000]);
  // A create takes seconds; services are faster.
  const pace = fc.array(fc.integer({ min: 5, max: 8 }), { minLength: 1, maxLength: 3 });
  return fc.record({
    platform: fc.constant(platform),
    searchLagMs: fc.constantFrom(5_000, 30_000),
    hasTightLimit: fc.constant(false),
    existing: fc.constant([]),
    said: fc.tuple(
      says('granted', { type: 'customer.signed_up', sentAtMs: atOnce }),
      says('denied', { type: 'customer.updated', sentAtMs: soon }),
    ),
    fleet: fc.array(fc.record({ ...STEADY, pace }), { minLength: 2, maxLength: 2 }),
    troubles: fc.array(trouble, { maxLength: 1 }),
  });
};

/** Several signups of one person in one batch: they become one write. */
const inOneBatch = (platform: Schedule['platform']): fc.Arbitrary<Schedule> =>
  anything(platform).map((schedule) => {
    const [first, ...others] = schedule.said;
    const { person: who, hasPhone, anonymous } = first ?? { person: 0, hasPhone: false };
    const alike = { person: who, hasPhone, anonymous, type: 'customer.signed_up', sentAtMs: [0] };
    const together = [first, first, others[0]].flatMap((one, at): readonly Said[] =>
      one ? [Object.assign({}, one, alike, at === 1 ? { minute: 2 } : {})] : [],
    );
    return Object.assign({}, schedule, {
      fleet: schedule.fleet.map((one) => Object.assign({}, one, { batchSizes: [10] })),
      said: [...together, ...others.slice(1)],
    });
  });

/** The person decides in the shop, and an older yes comes afterwards. */
const olderYes = (platform: Schedule['platform']): fc.Arbitrary<Schedule> => {
  const channel = fc.constantFrom('email' as const, 'sms' as const);
  return fc
    .record({
      channel,
      hadSaidYes: fc.boolean(),
      isYesInShop: fc.boolean(),
      hasPhone: fc.boolean(),
      decidesAtMs: fc.constantFrom(10_000, 20_000),
      sentAtMs: fc.constantFrom([30_000], [100_000], [15_000, 300_000]),
      fleet: fc.array(worker, { minLength: 1, maxLength: 2 }),
      more: fc.array(trouble, { maxLength: 1 }),
      isSaid: fc.boolean(),
    })
    .map((parts) => ({
      platform,
      searchLagMs: 100,
      hasTightLimit: false,
      existing: parts.isYesInShop ? [{ person: 0, emailConsent: true }] : [],
      said: [
        {
          person: 0,
          type: 'customer.signed_up' as const,
          minute: 2,
          hasPhone: parts.hasPhone,
          ...(parts.hadSaidYes && { [parts.channel]: { state: 'granted' as const } }),
          sentAtMs: [0],
        },
        {
          person: 0,
          type: 'customer.updated' as const,
          minute: 1,
          hasPhone: parts.hasPhone,
          [parts.channel]: { state: 'granted' as const },
          sentAtMs: parts.sentAtMs,
        },
      ],
      fleet: parts.fleet,
      troubles: [
        {
          kind: 'decides' as const,
          person: 0,
          channel: parts.channel,
          isYes: false,
          isSaid: parts.isSaid,
          atMs: parts.decidesAtMs,
        },
        ...parts.more,
      ],
    }));
};

/** Runs of every kind. */
export const schedules = (platform: Schedule['platform']): fc.Arbitrary<Schedule> =>
  fc.oneof(
    { weight: 12, arbitrary: anything(platform) },
    { weight: 4, arbitrary: inOneBatch(platform) },
    { weight: 2, arbitrary: ofTwoMinds(platform) },
    { weight: 1, arbitrary: noDuringCreate(platform) },
    { weight: 1, arbitrary: olderYes(platform) },
  );

/** Runs of every kind while AWS loses answers, but not so often that copies of copies flood the queue. */
export const losingAnswers = (platform: Schedule['platform']): fc.Arbitrary<Schedule> => {
  const loss = fc.record({
    kind: is('answers'),
    every: fc.constantFrom(7, 11, 19),
    first: fc.nat(18),
    how: fc.constantFrom('reset' as const, 'silence' as const),
    untilMs: fc.constantFrom(10_000, 60_000),
  });
  return fc
    .record({ schedule: schedules(platform), loss })
    .map(({ schedule, loss: lost }) =>
      Object.assign({}, schedule, { troubles: [...schedule.troubles, lost] }),
    );
};

/** Runs of every kind while the shop posts each change of a customer, late, twice at once and out of order. */
export const hearingTheShop = (platform: Schedule['platform']): fc.Arbitrary<Schedule> => {
  const delay = fc.constantFrom(0, 0, 50, 500, 3_000, 20_000, 90_000);
  return fc
    .record({
      schedule: schedules(platform),
      postsAfterMs: fc.array(delay, { minLength: 1, maxLength: 4 }),
    })
    .map(({ schedule, postsAfterMs }) => Object.assign({}, schedule, { postsAfterMs }));
};
