import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { knobsOf } from '../../../src/local/sandbox/facts-knobs.ts';
import { openProbedShop } from '../../support/a-probe.ts';

type Knobs = Readonly<Record<string, unknown>>;
/** Knobs of the sandbox, and the facts that differ from the knobs' names or values. */
type Row = readonly [knobs: Knobs, facts?: Knobs];

const REFUSED = { status: 409, code: 'EMAIL_TAKEN', words: ['Email is already taken'] };
const IN_CHINESE = { status: 422, code: 'UC0409', words: ['手機號碼已被使用'] };

const COMMON: readonly Row[] = [
  [{ createStatus: 200, emailStored: 'as_sent' }],
  [{ createStatus: 201, emailStored: 'lower' }],
  [{ createStatus: 202, updatedAtOnUnsubscribe: true }],
  [{ searchLagMs: 1_000 }],
  [{ searchLagMs: 15_000 }],
  [{ searchLagMs: 12_000 }, { searchLagMs: 15_000 }],
  [{ searchLagMs: 60_000 }],
  [{ searchLagMs: 90_000 }, { searchLagMs: null, emailCase: undefined, phoneSearch: undefined }],
  [{ unique: false }, { unique: false, duplicateAnswers: {}, uniqueEmailCase: undefined }],
  [{ unique: true }],
  [{ unique: 'email' }],
  [{ unique: 'phone' }, { unique: 'phone', uniqueEmailCase: undefined }],
  [{ unique: true, duplicateAnswers: { email: REFUSED, phone: IN_CHINESE } }],
  [{ unique: true, duplicateAnswers: { email: { status: 400 }, phone: { status: 500 } } }],
  [
    {
      unique: true,
      duplicateAnswers: {
        email: { status: 422, code: 'XYZZY_17', words: ['ada@example.com is used by Ada'] },
        phone: REFUSED,
      },
    },
    {
      duplicateAnswers: {
        email: { status: 422, code: '…', words: ['… is used by …'] },
        phone: REFUSED,
      },
    },
  ],
  [{ emailCase: 'exact' }],
  [{ emailCase: 'ignore' }],
  [{ unique: true, uniqueEmailCase: 'exact' }],
  [{ unique: true, uniqueEmailCase: 'ignore', emailCase: 'exact' }],
  [{ consentDefault: true }],
  [{ consentDefault: false }],
  [{ consentDefault: { email: true, sms: false } }],
  [{ updateConsentDefault: true }],
  [{ updateConsentDefault: false }],
  [{ updateConsentDefault: 'denied' }],
  [{ updateConsentDefault: { email: false, sms: 'denied' } }],
  [{ nullOnUpdate: 'clears', emptyOnUpdate: 'keeps' }],
  [{ nullOnUpdate: 'keeps', emptyOnUpdate: 'refused' }],
  [{ nullOnUpdate: 'refused', emptyOnUpdate: 'clears' }],
  [{ tagsOnUpdate: 'replaced', addressesOnUpdate: 'added' }],
  [{ tagsOnUpdate: 'added', addressesOnUpdate: 'ignored' }],
  [{ tagsOnUpdate: 'ignored', addressesOnUpdate: 'replaced' }],
  [{ updatedAtOnUnsubscribe: false }],
  [{ headers: { 'x-ratelimit-remaining': '19/20', 'retry-after': '1' } }],
];

const SHOPLINE: readonly Row[] = [
  [{ phoneSearch: 'exact' }],
  [{ phoneSearch: 'lenient' }],
  [{ phoneStored: 'with_zero' }],
  [{ phoneStored: 'without_zero' }],
  [{ phoneStored: 'as_sent' }],
  [{ querySearch: 'part' }],
  [{ querySearch: 'whole' }],
  [{ queryCase: 'exact' }],
  [{ queryCase: 'ignore' }],
  [{ mobilePhones: 'confirmed' }],
  [{ mobilePhones: 'beside' }],
  [{ mobilePhones: 'unconfirmed' }],
];

const SHOPLAZZA: readonly Row[] = [
  [{ phoneSearch: 'exact' }],
  [{ phoneSearch: 'lenient' }],
  [{ contactSearch: 'primary' }],
  [{ contactSearch: 'any' }],
  [{ phoneStored: 'as_sent' }],
  [{ phoneStored: 'parts' }],
];

/** What the versions of Shoplazza say in other words. */
const DIFFERS_BY_VERSION = ['unique', 'tagsOnUpdate', 'updateConsentDefault', 'emptyOnUpdate'];

describe.each([
  ['v1', [...COMMON, ...SHOPLINE]],
  ['2022-01', [...COMMON, ...SHOPLAZZA]],
  ['2026-07', COMMON.filter(([knobs]) => DIFFERS_BY_VERSION.some((name) => name in knobs))],
] as const)('the probe of a shop that speaks %s', (version, rows) => {
  let world: Awaited<ReturnType<typeof openProbedShop>>;
  beforeAll(async () => {
    world = await openProbedShop(version);
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.shop.reset();
  });

  it.each(rows)('finds %j', async (knobs, expected = knobs) => {
    world.shop.set(knobs ?? {});
    const { facts } = await world.probe(world.newFile());
    const found: Knobs = facts?.facts ?? {};
    for (const [name, value] of Object.entries(expected ?? {})) {
      expect({ [name]: found[name] }).toEqual({ [name]: value });
    }
    // A shop with the knobs that were found gives the same facts.
    world.shop.reset();
    if (facts) world.shop.set(knobsOf(facts));
    const again = await world.probe(world.newFile());
    expect(again.facts?.facts).toEqual(found);
  });
});
