import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deliverSignup } from '../../src/delivery/deliver-signup.ts';
import { PlatformError } from '../../src/delivery/platform-port.ts';
import { aDenial, aFact, aJob, EMAIL, NOW, PHONE } from '../support/a-job.ts';
import type { EventParts } from '../support/an-event.ts';
import { openRelay, type OpenRelay } from '../support/open-relay.ts';

type Scene = NonNullable<Parameters<typeof aJob>[0]>;
const steps = async (scene: Scene) => {
  const { job, log } = aJob(scene);
  const outcome = await deliverSignup(job).catch((error: unknown) => error);
  return { outcome, log };
};
const both = [{ contact: EMAIL }, { contact: PHONE }];
const REFUSED = { 'consent.email': { time: 9, id: 'r', denied: true as const } };
const LEASE = 'lease email by me until 60000, sending until 20000';

describe('a refusal of a person whom the ledger does not know', () => {
  it.each<[string, Scene, readonly string[], object]>([
    [
      'is remembered before ledger and shop are read; alone it is skipped',
      { facts: [aFact('email'), aDenial('consent.email')] },
      ['refuse email consent.email', 'FIND email'],
      { outcome: 'skipped', why: expect.stringContaining('the refusal is remembered') },
    ],
    [
      'is remembered on the contact of its channel',
      { states: both, facts: [aDenial('consent.sms')] },
      ['refuse phone consent.sms', 'FIND email+phone'],
      { outcome: 'skipped' },
    ],
    [
      'is remembered on all contacts where the event names none of its channel',
      { facts: [aDenial('consent.sms')] },
      ['refuse email consent.sms', 'FIND email'],
      { outcome: 'skipped' },
    ],
    [
      'waits while another attempt creates the customer',
      {
        facts: [aDenial('consent.email')],
        readAgain: [{ contact: EMAIL, leasedUntil: NOW + 1 }],
      },
      ['refuse email consent.email'],
      { name: 'WaitError' },
    ],
    [
      'waits while a create without an answer may still show up',
      {
        facts: [aDenial('consent.email')],
        readAgain: [{ contact: EMAIL, creatingSince: NOW - 1 }],
      },
      ['refuse email consent.email', 'FIND email'],
      { verdict: { kind: 'again' } },
    ],
    [
      'waits while the shop says that a customer has the contact',
      {
        facts: [aDenial('consent.email')],
        states: [{ contact: EMAIL, takenSince: NOW - 1 }],
      },
      ['refuse email consent.email', 'FIND email'],
      { verdict: { kind: 'again' } },
    ],
    [
      'is tried again where the event says more, as any update',
      { facts: [aDenial('consent.email'), aFact('name')] },
      ['refuse email consent.email', 'FIND email'],
      { verdict: { kind: 'again' } },
    ],
    [
      'reaches a customer who was linked meanwhile',
      {
        facts: [aDenial('consent.email')],
        readAgain: [{ contact: EMAIL, customerId: 'c-1' }],
      },
      [
        'refuse email consent.email',
        'take c-1',
        'UPDATE c-1 consent.email',
        'save c-1 consent.email',
      ],
      { outcome: 'updated' },
    ],
  ])('%s', async (_, scene, expected, outcome) => {
    const result = await steps({ type: 'customer.updated', ...scene });
    expect(result.log).toEqual(expected);
    expect(result.outcome).toMatchObject(outcome);
  });
});

describe('a grant', () => {
  const grant = [aFact('consent.email'), aFact('name')];
  const once = (...answers: (typeof REFUSED | object)[]) => {
    const left = [...answers];
    return () => (left.shift() ?? {}) as typeof REFUSED;
  };
  it.each<[string, Scene, readonly string[]]>([
    [
      'is not created against a newer refusal, which is read under the lease',
      { facts: grant, refusals: () => REFUSED },
      [
        'FIND email',
        LEASE,
        'refusals of email',
        'CREATE',
        'record c-1 name,consent.email',
        'end email c-1 -',
      ],
    ],
    [
      'without a lease: refusals are read again after the link, before the clocks are recorded',
      { facts: grant, refusesDuplicates: true },
      [
        'refusals of email',
        'CREATE',
        'link email c-1',
        'refusals of email',
        'add c-1 consent.email,name',
      ],
    ],
    [
      'without a lease: a refusal that came meanwhile is written at once',
      { facts: grant, refusesDuplicates: true, refusals: once({}, REFUSED, REFUSED) },
      [
        'refusals of email',
        'CREATE',
        'link email c-1',
        'refusals of email',
        'take c-1',
        'READ c-1',
        'refusals of email+phone',
        'UPDATE c-1 name,consent.email',
        'save c-1 name,consent.email',
      ],
    ],
    [
      'to a customer who exists gives way to a newer refusal of the contact',
      {
        facts: grant,
        states: [{ contact: EMAIL, customerId: 'c-1' }],
        refusals: () => REFUSED,
      },
      [
        'take c-1',
        'READ c-1',
        'refusals of email+phone',
        'UPDATE c-1 name,consent.email',
        'save c-1 name,consent.email',
      ],
    ],
    [
      'that the clocks know costs no reading',
      {
        facts: grant,
        states: [{ contact: EMAIL, customerId: 'c-1' }],
        clocks: { 'consent.email': { time: 5, id: 'e-1' } },
      },
      ['take c-1', 'UPDATE c-1 name', 'save c-1 consent.email,name'],
    ],
  ])('%s', async (_, scene, expected) => {
    expect((await steps(scene)).log).toEqual(expected);
  });
});

describe('a customer who is gone from the shop', () => {
  it('leaves its refusals on the contacts', async () => {
    const { log } = await steps({
      states: [
        { contact: EMAIL, customerId: 'c-1' },
        { contact: PHONE, customerId: 'c-1' },
      ],
      clocks: { 'consent.sms': { time: 4, id: 'x', denied: true } },
      update: () => {
        throw new PlatformError({ kind: 'gone' }, 'it was gone');
      },
    });
    expect(log.slice(-2)).toEqual(['refuse phone consent.sms', 'forget c-1 email+phone']);
  });
});

let open: OpenRelay;
beforeAll(async () => {
  open = await openRelay();
});
afterAll(() => open.close());
beforeEach(() => {
  open.newStore();
});

describe.each(['shopline', 'shoplazza'] as const)('over real HTTP, on %s', (platform) => {
  const consents = () =>
    platform === 'shopline'
      ? open.shopline.customers().map((one) => one.is_subscribed_marketing_email)
      : open.shoplazza.customers().map((one) => one.accepts_marketing);
  let events = 0;
  const says = (minute: number, state: string, more: EventParts = {}): EventParts => ({
    id: `e-${(events += 1)}`,
    time: `2026-11-20T03:0${minute}:00Z`,
    data: { customer: { email: 'ada@example.com' }, consent: { email: { state } } },
    ...more,
  });
  const refusal = (minute: number): EventParts =>
    says(minute, 'denied', { type: 'customer.updated' });

  it('an older grant creates a customer without it; a newer one counts', async () => {
    expect(await open.relay(platform, refusal(5))).toMatchObject({ outcome: 'skipped' });
    expect(await open.relay(platform, says(3, 'granted'))).toMatchObject({ outcome: 'created' });
    expect(consents()).toEqual([false]);
    await open.relay(platform, says(4, 'granted'));
    expect(consents()).toEqual([false]);
    await open.relay(platform, says(7, 'granted'));
    expect(consents()).toEqual([true]);
  });

  it('an older refusal never replaces a newer one', async () => {
    await open.relay(platform, refusal(5));
    await open.relay(platform, refusal(2));
    await open.relay(platform, says(4, 'granted'));
    expect(consents()).toEqual([false]);
  });

  it('is remembered longer than contacts are, also by clocks', async () => {
    await open.relay(platform, refusal(5));
    await open.relay(platform, says(3, 'granted'));
    const expiries = (JSON.parse(await open.dump()) as { Items: readonly Kept[] }).Items;
    const days = (prefix: string) =>
      expiries
        .filter(({ pk }) => pk.S.startsWith(`${prefix}#${open.store}`))
        .map(({ expiresAt }) => Math.round((Number(expiresAt.N) - open.now / 1000) / 86_400));
    expect(days('refusal')).toEqual([400]);
    expect(days('contact')).toEqual([35]);
    expect([...days('customer'), ...days('newborns')]).toEqual([400]);
  });

  it('reaches the customer of the shop who gets its contact', async () => {
    open[platform].seed({
      email: 'ada@example.com',
      ...(platform === 'shopline'
        ? { is_subscribed_marketing_email: true }
        : { accepts_marketing: true }),
    });
    open.now += 60_000;
    const byPhone = { phone: '+886912345678' };
    await open.relay(platform, {
      ...refusal(5),
      data: { customer: byPhone, consent: { email: { state: 'denied' } } },
    });
    const byEither = { ...byPhone, email: 'ada@example.com', firstName: 'Ada' };
    await open.relay(platform, { id: 'both', data: { customer: byEither } });
    expect(consents()).toEqual([false]);
  });

  it('of a contact that an anonymous event may not add stays on the contact', async () => {
    open[platform].seed({ email: 'ada@example.com' });
    open.now += 60_000;
    const phone = '+886912345678';
    const about = (state: string, customer: object, options?: object): EventParts =>
      says(state === 'denied' ? 5 : 3, state, {
        data: { customer, consent: { sms: { state } }, ...(options && { options }) },
      });
    const typed = { phone, email: 'ada@example.com' };
    await open.relay(platform, about('denied', typed, { trust: 'anonymous' }));
    await open.relay(platform, about('granted', { phone }));
    const bySms =
      platform === 'shopline'
        ? open.shopline.customers().map((one) => one.is_subscribed_marketing_sms)
        : open.shoplazza.customers().map((one) => one.accepts_sms_marketing);
    expect(bySms).toEqual([false, false]);
  });

  it('outlives the customer, for every later customer of the contact', async () => {
    await open.relay(platform, says(1, 'granted'));
    const { customerId } = await open.relay(platform, says(5, 'denied'));
    open[platform].remove(customerId);
    const late = says(3, 'granted', { time: '2026-11-20T03:03:00Z' });
    const more = {
      ...late,
      data: { ...late.data, customer: { email: 'ada@example.com', firstName: 'A' } },
    };
    await expect(open.relay(platform, more)).rejects.toMatchObject({ verdict: { kind: 'gone' } });
    const items = (JSON.parse(await open.dump()) as { Items: readonly Kept[] }).Items;
    expect(items.filter(({ pk }) => pk.S.startsWith(`refusal#${open.store}`))).toHaveLength(1);
    await open.relay(platform, more);
    expect(consents()).toEqual([false]);
  });
});

interface Kept {
  readonly pk: { readonly S: string };
  readonly expiresAt: { readonly N: string };
}
