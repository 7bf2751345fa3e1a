import { noSenders } from '../support/a-consume.ts';
import { setTimeout } from 'node:timers/promises';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDigest } from '../../src/event/digest.ts';
import { type Consume, createConsume } from '../../src/consume/consume.ts';
import { createHttp } from '../../src/http/http.ts';
import { createPlatforms } from '../../src/platforms/create-platforms.ts';
import type { AttemptReport } from '../../src/consume/report.ts';
import type { Copy } from '../../src/message/queue-port.ts';
import { anEvent } from '../support/an-event.ts';
import { wideOpen } from '../support/wide-open.ts';
import { openLedger, type OpenLedger } from '../support/open-ledger.ts';
import {
  openSandboxShops,
  type PlatformName,
  type SandboxShops,
} from '../support/sandbox-shops.ts';

/** Histories of each kind. CI tries more. */
const RUNS = Number(process.env['HISTORIES'] ?? 20);

let shops: SandboxShops;
let open: OpenLedger;

beforeAll(async () => {
  [open, shops] = await Promise.all([openLedger(), openSandboxShops()]);
});
afterAll(() => Promise.all([open, shops.shopline, shops.shoplazza].map((each) => each.close())));

/** Messages in memory: postponed copies return at once, so that a schedule takes no time. */
function createFleet(platform: PlatformName) {
  const digest = createDigest('test-key');
  const waiting: SQSRecord[] = [];
  const dead: Copy[] = [];
  const reports: AttemptReport[] = [];
  const push = (body: string, attributes: Copy['attributes'] = {}): void => {
    waiting.push(toRecord(`m-${(count += 1)}`, body, attributes));
  };
  let count = 0;
  const consume: Consume = createConsume({
    now: Date.now,
    digest,
    random: () => 0.5,
    newHolder: () => `h-${(count += 1)}`,
    horizonMs: 3_600_000,
    report: (report) => void reports.push(report),
    openLimiters: () => wideOpen,
    sleep: setTimeout,
    sources: new Map(),
    senders: noSenders,
    ledger: open.ledger,
    openPlatform: createPlatforms({ http: createHttp(), digest, now: Date.now }),
    stores: {
      get: async () => ({
        platform,
        baseUrl: shops[platform].baseUrl,
        accessToken: 'sandbox-token',
        country: 'TW',
      }),
      refresh: () => Promise.reject(new Error('no token was refused')),
    },
    queue: {
      send: async (copies) => {
        for (const copy of copies) {
          if (copy.to === 'signups') push(copy.body, copy.attributes);
          else dead.push(copy);
        }
        return new Set(copies.map(({ key }) => key));
      },
    },
  });
  let busy = 0;
  const work = async (batchSize: number): Promise<void> => {
    while (waiting.length > 0 || busy > 0) {
      const Records = waiting.splice(0, batchSize);
      if (Records.length === 0) {
        await nextTick();
        continue;
      }
      busy += 1;
      const { batchItemFailures } = await consume({ Records }, { remainingMs: () => 30_000 });
      waiting.push(
        ...Records.filter(({ messageId }) =>
          batchItemFailures.some((failure) => failure.itemIdentifier === messageId),
        ),
      );
      busy -= 1;
    }
  };
  return { push, work, dead, reports };
}

const toRecord = (messageId: string, body: string, attributes: Copy['attributes']): SQSRecord => ({
  messageId,
  receiptHandle: messageId,
  body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: String(Date.now()),
    SenderId: 's',
    ApproximateFirstReceiveTimestamp: String(Date.now()),
  },
  messageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, { type, value }]) => [
      name,
      { dataType: type, stringValue: String(value) },
    ]),
  ),
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:signups',
  awsRegion: 'us-east-1',
});

interface Said {
  readonly id: string;
  readonly minute: number;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly gender?: string | null;
  readonly note?: string;
  readonly externalId?: string;
  readonly birthday?: string;
  readonly phone?: number;
  readonly tag?: string;
  readonly line1?: string;
  readonly email?: 'granted' | 'denied';
  readonly sms?: 'granted' | 'denied';
  readonly smsMinute?: number;
  /** Absent: a verified sender. */
  readonly trust?: 'anonymous';
}

const maybe = <T>(...values: readonly T[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined });
const said: fc.Arbitrary<Omit<Said, 'id'>> = fc.record({
  minute: fc.nat(4),
  firstName: maybe('Ada', 'Grace', 'Mary'),
  lastName: maybe('Lin', 'Wu'),
  gender: maybe('female', 'other', null),
  note: maybe('n1', 'n2'),
  externalId: maybe('crm-1', 'crm-2'),
  birthday: maybe('1992-05-14', '2001-01-31', '--06-01'),
  phone: maybe(1, 2),
  tag: maybe('fair', 'vip', 'spring'),
  line1: maybe('1 Road', '2 Road'),
  email: maybe<'granted' | 'denied'>('granted', 'denied'),
  sms: maybe<'granted' | 'denied'>('granted', 'denied'),
  smsMinute: fc.option(fc.nat(4), { nil: undefined }),
}) as fc.Arbitrary<Omit<Said, 'id'>>;

const at = (minute: number): string => `2026-11-20T03:0${minute}:00Z`;

/** A mobile number of this person only, without calling code and leading zero. */
const phoneOf = (who: string, which: number): string =>
  `9${String(Number(who.slice(2)) * 10 + which).padStart(8, '0')}`;

function toBody(
  who: string,
  { id, minute, phone, tag, line1, email, sms, smsMinute, trust, ...fields }: Said,
): string {
  const known = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  );
  const address = line1 && {
    line1,
    city: 'Taipei',
    countryCode: 'TW',
    firstName: 'A',
    lastName: 'L',
  };
  return JSON.stringify(
    anEvent({
      id,
      time: at(minute),
      data: {
        store: 'one',
        customer: {
          email: `${who}@example.com`,
          ...known,
          ...(phone && { phone: `+886${phoneOf(who, phone)}` }),
          ...(tag && { tags: [tag] }),
          ...(address && { addresses: [address] }),
        },
        ...(trust && { options: { trust } }),
        consent: {
          ...(email && { email: { state: email } }),
          ...(sms && {
            sms: { state: sms, ...(smsMinute !== undefined && { at: at(smsMinute) }) },
          }),
        },
      },
    }),
  );
}

type Stamped<T> = { readonly value: T; readonly minute: number; readonly id: string };

/** The rule, independent of the code: sort, and take the last. */
function newest<T>(
  events: readonly Said[],
  valueIn: (event: Said) => T | undefined,
  minuteOf: (event: Said) => number = ({ minute }) => minute,
  weight: (value: T) => number = () => 0,
): T | undefined {
  const stamped = events.flatMap((event): Stamped<T>[] => {
    const value = valueIn(event);
    return value === undefined ? [] : [{ value, minute: minuteOf(event), id: event.id }];
  });
  const order = (a: Stamped<T>, b: Stamped<T>): number =>
    a.minute - b.minute || weight(a.value) - weight(b.value) || (a.id < b.id ? -1 : 1);
  return stamped.toSorted(order).at(-1)?.value;
}

const denialLast = (state: string): number => (state === 'denied' ? 1 : 0);

function expected(events: readonly Said[]) {
  const unique = (values: readonly (string | undefined)[]) =>
    [...new Set(values.filter((value) => value !== undefined))].toSorted();
  return {
    firstName: newest(events, (event) => event.firstName),
    lastName: newest(events, (event) => event.lastName),
    name: newest(events, ({ firstName, lastName }) =>
      (firstName ?? lastName) === undefined
        ? undefined
        : [firstName, lastName].filter(Boolean).join(' '),
    ),
    gender: newest(events, (event) => event.gender),
    note: newest(events, (event) => event.note),
    externalId: newest(events, (event) => event.externalId),
    birthday: newest(events, (event) => event.birthday?.slice(-6)),
    birthYear: newest(events, ({ birthday }) =>
      birthday?.startsWith('--') === false ? Number(birthday.slice(0, 4)) : undefined,
    ),
    phone: newest(events, (event) => event.phone),
    tags: unique(events.map((event) => event.tag)),
    lines: unique(events.map((event) => event.line1)),
    email: newest(events, (event) => event.email, undefined, denialLast) === 'granted',
  };
}

const runs = fc.record({
  events: fc.array(said, { minLength: 1, maxLength: 5 }),
  order: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
  repeats: fc.array(fc.nat(4), { maxLength: 4 }),
  batchSizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }),
});

interface Born {
  readonly birth_month: number | null;
  readonly birth_day: number | null;
}

const birthdayOf = ({ birth_month, birth_day }: Born): string | undefined => {
  if (birth_month === null) return undefined;
  return ['', birth_month, birth_day]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
    .slice(2);
};

/**
 * The events whose call created the customer: several of one batch can be one call. Their reports need not say so: after
 * the create they may wait for another attempt.
 */
function creatorsIn(reports: readonly AttemptReport[]): ReadonlySet<string | undefined> {
  const isCreate = ({ method, route, status = 0 }: AttemptReport['calls'][number]): boolean =>
    method === 'POST' && route === '/customers' && status >= 200 && status < 300;
  const own = reports.filter(({ calls }) => calls.some(isCreate));
  const ids = new Set(own.map(({ messageId }) => messageId));
  const together = reports.filter(({ callsOf }) => callsOf !== undefined && ids.has(callsOf));
  return new Set([...own, ...together].map(({ eventId }) => eventId));
}

let people = 0;

async function deliver(
  platform: PlatformName,
  {
    events,
    order,
    repeats,
    batchSizes,
  }: { events: Omit<Said, 'id'>[]; order: number[]; repeats: number[]; batchSizes: number[] },
) {
  const who = `p-${(people += 1)}`;
  const stories = events.map((event, index): Said => ({ ...event, id: `e-${index}` }));
  const copies = [...stories, ...repeats.flatMap((index) => stories[index] ?? [])];
  const fleet = createFleet(platform);
  const shuffled = copies
    .map((event, index) => ({ event, rank: order[index] ?? index }))
    .toSorted((a, b) => a.rank - b.rank);
  for (const { event } of shuffled) fleet.push(toBody(who, event));
  await Promise.all(batchSizes.map((size) => fleet.work(size)));
  expect(fleet.dead).toEqual([]);
  return { who, want: expected(stories), stories, creators: creatorsIn(fleet.reports) };
}

/**
 * Found once: of two events in one batch, the newer one grants by a phone that the record does not show. The grant is left
 * out, and must not hide the older refusal.
 */
const REFUSED_BESIDE_A_GRANT = {
  events: [
    { minute: 0, sms: 'granted' },
    { minute: 0, phone: 2, sms: 'denied' },
    { minute: 0, phone: 2, sms: 'granted', smsMinute: 1 },
  ],
  order: Array.from({ length: 12 }, () => 0),
  repeats: [],
  batchSizes: [3, 1],
} as unknown as Parameters<typeof deliver>[1];

/** When the consent of a channel was said. */
const saidAt =
  (channel: Channel) =>
  ({ minute, smsMinute }: Said): number =>
    channel === 'sms' ? (smsMinute ?? minute) : minute;

type Channel = 'email' | 'sms';

/** The customer's record, as far as the promises about consents need it. */
interface Recorded {
  /** The phone that the record shows at the end. */
  readonly phone: number | undefined;
  readonly creators: ReadonlySet<string | undefined>;
}

const isWeak = (event: Said, channel: Channel): boolean =>
  event.trust === 'anonymous' && event[channel] === 'granted';

/** Verified statements and all refusals rank above anonymous grants; the newest of them decides. */
const strongIn = (events: readonly Said[], channel: Channel): readonly Said[] =>
  events.filter((event) => event[channel] !== undefined && !isWeak(event, channel));

const decidingIn = (events: readonly Said[], channel: Channel): Said | undefined =>
  newest(
    events,
    (event) => event,
    saidAt(channel),
    (event) => denialLast(event[channel] ?? ''),
  );

/**
 * The consent where contacts never change. A grant that names a phone counts only if the record shows that phone. An
 * anonymous grant counts only by a contact that event and customer share, or if its event created the customer.
 */
function consentOf(
  events: readonly Said[],
  channel: Channel,
  { phone, creators }: Recorded,
): boolean {
  const isShown = (event: Said): boolean =>
    channel === 'email' || event.phone === undefined || event.phone === phone;
  const isShared = (event: Said): boolean =>
    channel === 'email' || (phone !== undefined && event.phone === phone);
  const counts = (event: Said): boolean => event[channel] === 'denied' || isShown(event);
  const deciding = decidingIn(strongIn(events, channel).filter(counts), channel);
  if (deciding) return deciding[channel] === 'granted';
  return events.some(
    (event) => isWeak(event, channel) && (creators.has(event.id) || isShared(event)),
  );
}

/** The SMS consents that are right where phones change: the record may have shown another phone when a grant came. */
function smsConsentsOf(
  events: readonly Said[],
  { creators }: Pick<Recorded, 'creators'>,
): readonly boolean[] {
  const deciding = decidingIn(strongIn(events, 'sms'), 'sms');
  const mayMiss = ({ phone }: Said): boolean =>
    phone !== undefined &&
    events.some((other) => other.phone !== undefined && other.phone !== phone);
  if (deciding?.sms === 'denied') return [false];
  if (deciding) return mayMiss(deciding) ? [true, false] : [true];
  const weak = events.filter((event) => isWeak(event, 'sms'));
  if (weak.some(({ id }) => creators.has(id))) return [true];
  return weak.some(({ phone }) => phone !== undefined) ? [true, false] : [false];
}

/** Which of the person's phones the record shows. */
const phoneIn = (
  events: readonly Said[],
  who: string,
  shown: string | null | undefined,
): number | undefined =>
  events.find(({ phone }) => phone !== undefined && shown?.endsWith(phoneOf(who, phone)))?.phone;

const phoneOfCreators = (
  events: readonly Said[],
  creators: Recorded['creators'],
): number | undefined =>
  newest(
    events.filter(({ id }) => creators.has(id)),
    ({ phone }) => phone,
  );

describe('any order, repetition and interleaving of the same events ends in the same customer, created once', () => {
  it('on SHOPLINE', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (run) => {
        const { who, want, stories, creators } = await deliver('shopline', run);
        const found = shops.shopline
          .customers()
          .filter(({ email }) => email === `${who}@example.com`);
        expect(found).toHaveLength(1);
        const [customer] = found;
        expect({
          name: customer?.name ?? undefined,
          gender: customer?.gender ?? undefined,
          note: customer?.memo ?? undefined,
          externalId: customer?.ref_user_id ?? undefined,
          birthday: customer && birthdayOf(customer),
          birthYear: customer?.birth_year ?? undefined,
          phone: customer?.mobile_phone ?? undefined,
          tags: customer?.tags.toSorted(),
          lines: customer?.delivery_addresses.map(({ address_1 }) => address_1).toSorted(),
          email: customer?.is_subscribed_marketing_email,
        }).toEqual({
          name: want.name,
          gender: want.gender ?? undefined,
          note: want.note,
          externalId: want.externalId,
          birthday: want.birthday,
          birthYear: want.birthYear,
          phone: want.phone && `0${phoneOf(who, want.phone)}`,
          tags: want.tags,
          lines: want.lines,
          email: want.email,
        });
        expect(smsConsentsOf(stories, { creators })).toContain(
          customer?.is_subscribed_marketing_sms,
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('on Shoplazza', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (run) => {
        const { who, want, stories, creators } = await deliver('shoplazza', run);
        const found = shops.shoplazza
          .customers()
          .filter(({ email }) => email === `${who}@example.com`);
        expect(found).toHaveLength(1);
        const [customer] = found;
        expect({
          firstName: customer?.first_name || undefined,
          lastName: customer?.last_name || undefined,
          tags:
            customer &&
            [customer.tags]
              .flat()
              .flatMap((text) => text.split(','))
              .map((tag) => tag.trim())
              .filter(Boolean)
              .toSorted(),
          lines: customer?.addresses.map(({ address1 }) => address1).toSorted(),
          email: customer?.accepts_marketing,
        }).toEqual({
          firstName: want.firstName,
          lastName: want.lastName,
          tags: want.tags,
          lines: want.lines,
          email: want.email,
        });
        const recorded = { phone: phoneIn(stories, who, customer?.phone), creators };
        // It may end refused only if the deciding grant's phone is not on the record.
        expect(customer?.accepts_sms_marketing).toBe(consentOf(stories, 'sms', recorded));
      }),
      { numRuns: RUNS, examples: [[REFUSED_BESIDE_A_GRANT]] },
    );
  });
});

const byAnyone = runs.chain(({ events, ...run }) =>
  fc
    .array(fc.boolean(), { minLength: events.length, maxLength: events.length })
    .map((isAnonymous) => {
      const mixed = events.map((event, index) =>
        Object.assign({}, event, isAnonymous[index] ? { trust: 'anonymous' as const } : {}),
      );
      return Object.assign({}, run, { events: mixed });
    }),
);

describe('verified facts end alike in any order; consents end alike or more refused; a contact that only anonymous events named is on a customer only if its event created them', () => {
  const isVerified = ({ trust }: Said): boolean => trust === undefined;
  it('on SHOPLINE', async () => {
    await fc.assert(
      fc.asyncProperty(byAnyone, async (run) => {
        const { who, want, stories, creators } = await deliver('shopline', run);
        const found = shops.shopline
          .customers()
          .filter(({ email }) => email === `${who}@example.com`);
        expect(found).toHaveLength(1);
        const [customer] = found;
        expect({ name: customer?.name ?? undefined, note: customer?.memo ?? undefined }).toEqual({
          name: want.name,
          note: want.note,
        });
        const recorded = { phone: phoneIn(stories, who, customer?.mobile_phone), creators };
        const verified = newest(stories.filter(isVerified), ({ phone }) => phone);
        expect(recorded.phone).toBe(verified ?? phoneOfCreators(stories, creators));
        expect(customer?.is_subscribed_marketing_email).toBe(consentOf(stories, 'email', recorded));
        expect(smsConsentsOf(stories, recorded)).toContain(customer?.is_subscribed_marketing_sms);
      }),
      { numRuns: RUNS },
    );
  });

  it('on Shoplazza', async () => {
    await fc.assert(
      fc.asyncProperty(byAnyone, async (run) => {
        const { who, want, stories, creators } = await deliver('shoplazza', run);
        const found = shops.shoplazza
          .customers()
          .filter(({ email }) => email === `${who}@example.com`);
        expect(found).toHaveLength(1);
        const [customer] = found;
        expect(customer?.first_name || undefined).toBe(want.firstName);
        const recorded = { phone: phoneIn(stories, who, customer?.phone), creators };
        expect(recorded.phone).toBe(phoneOfCreators(stories, creators));
        expect(customer?.accepts_marketing).toBe(consentOf(stories, 'email', recorded));
        expect(customer?.accepts_sms_marketing).toBe(consentOf(stories, 'sms', recorded));
      }),
      { numRuns: RUNS },
    );
  });
});
