import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventParts } from '../support/an-event.ts';
import { openRelay, type OpenRelay } from '../support/open-relay.ts';

let open: OpenRelay;
beforeAll(async () => {
  open = await openRelay();
});
afterAll(() => open.close());
beforeEach(() => {
  open.newStore();
});

const EMAIL = 'ada@example.com';
const PHONE = '+886912345678';
let events = 0;
type Said = Readonly<Record<string, unknown>>;
const granted = { state: 'granted' };
const denied = { state: 'denied' };

/** An event at this minute; each has an id of its own. */
const event = (minute: number, customer: Said, more: Said = {}): EventParts => ({
  id: `e-${(events += 1)}`,
  time: `2026-11-20T03:${String(minute).padStart(2, '0')}:00Z`,
  data: { customer, ...more },
});
const anonymous = (minute: number, customer: Said, more: Said = {}): EventParts =>
  event(minute, customer, { ...more, options: { trust: 'anonymous' } });

describe.each(['shopline', 'shoplazza'] as const)('an anonymous event on %s', (platform) => {
  const text = (): string => JSON.stringify(open[platform].customers());
  const consents = () =>
    platform === 'shopline'
      ? open.shopline.customers().map((one) => one.is_subscribed_marketing_email)
      : open.shoplazza.customers().map((one) => one.accepts_marketing);

  it('creates a customer with all that it says', async () => {
    const both = { email: EMAIL, phone: PHONE, firstName: 'Ada' };
    const created = await open.relay(platform, anonymous(1, both, { consent: { email: granted } }));
    expect(created).not.toHaveProperty('leftOut');
    expect(created).toMatchObject({ outcome: 'created' });
    expect(text()).toMatch(/912345678/);
    expect(consents()).toEqual([true]);
  });

  it('adds no contact to a customer who exists, and does not link it', async () => {
    const known = await open.relay(platform, event(1, { email: EMAIL }));
    const both = { email: EMAIL, phone: PHONE, firstName: 'Grace' };
    const second = await open.relay(platform, anonymous(2, both));
    expect(second).toMatchObject({
      outcome: 'updated',
      customerId: known.customerId,
      leftOut: [{ path: 'phone', rule: 'anonymous_contact' }],
    });
    expect(text()).toMatch(/Grace/);
    expect(text()).not.toMatch(/912345678/);
    const third = await open.relay(platform, event(3, { phone: PHONE }));
    expect(third).toMatchObject({ outcome: 'created' });
    expect(third.customerId).not.toBe(known.customerId);
  });

  it('costs no write when it comes again', async () => {
    await open.relay(platform, event(1, { email: EMAIL }));
    const second = anonymous(2, { email: EMAIL, phone: PHONE, firstName: 'Grace' });
    await open.relay(platform, second);
    open.writes();
    expect(await open.relay(platform, second)).toMatchObject({
      outcome: 'unchanged',
      leftOut: [{ path: 'phone', rule: 'anonymous_contact' }],
    });
    expect(open.writes()).toBe(0);
  });

  it('grants a channel only by a contact that event and customer share', async () => {
    await open.relay(platform, event(1, { phone: PHONE }));
    const consent = { email: granted };
    const outcome = await open.relay(
      platform,
      anonymous(2, { email: 'eve@example.com', phone: PHONE }, { consent }),
    );
    expect(outcome.leftOut).toEqual([
      { path: 'email', rule: 'anonymous_contact' },
      { path: 'consent.email', rule: 'anonymous_grant' },
    ]);
    expect(consents()).toEqual([false]);
    expect(text()).not.toMatch(/eve@/);
  });

  it('links a contact that the shop shows for the customer', async () => {
    if (platform === 'shopline') {
      open.shopline.seed({
        email: EMAIL,
        mobile_phone: '0912345678',
        mobile_phone_country_calling_code: '886',
      });
    } else open.shoplazza.seed({ email: EMAIL, phone: PHONE, contact_type: 'email' });
    const first = await open.relay(platform, anonymous(1, { email: EMAIL, phone: PHONE }));
    expect(first).not.toHaveProperty('leftOut');
    const byPhone = await open.relay(platform, event(2, { phone: PHONE, firstName: 'Ada' }));
    expect(byPhone.customerId).toBe(first.customerId);
  });

  it('never undoes a refusal, whichever came first', async () => {
    const yes = anonymous(9, { email: EMAIL }, { consent: { email: granted } });
    const no = event(1, { email: EMAIL }, { consent: { email: denied } });
    await open.relay(platform, no);
    await open.relay(platform, yes);
    expect(consents()).toEqual([false]);
    open.newStore();
    open[platform].reset();
    await open.relay(platform, yes);
    await open.relay(platform, no);
    expect(consents()).toEqual([false]);
    await open.relay(platform, event(2, { email: EMAIL }, { consent: { email: granted } }));
    expect(consents()).toEqual([true]);
  });

  it('may not pair the contacts of two customers', async () => {
    await open.relay(platform, event(1, { email: EMAIL, firstName: 'Ada' }));
    await open.relay(platform, event(1, { phone: PHONE, firstName: 'Grace' }));
    const before = text();
    const both = anonymous(2, { email: EMAIL, phone: PHONE, firstName: 'Eve' });
    await expect(open.relay(platform, both)).rejects.toMatchObject({ reason: 'identity_conflict' });
    expect(text()).toBe(before);
  });

  it('loses nothing when the answer to its create was lost', async () => {
    open[platform].set({
      searchLagMs: 5_000,
      faults: [{ kind: 'answer', method: 'POST', afterWrite: true, status: 500, body: {} }],
    });
    const both = {
      email: EMAIL,
      phone: PHONE,
      firstName: 'Ada',
      locale: 'en',
      externalId: 'crm-1',
    };
    const ambiguous = anonymous(1, both, { consent: { email: granted } });
    await expect(open.relay(platform, ambiguous)).rejects.toMatchObject({
      verdict: { kind: 'ambiguous' },
    });
    open.now += 10_000;
    const found = await open.relay(platform, ambiguous);
    expect(found).not.toHaveProperty('leftOut');
    expect(open[platform].customers()).toHaveLength(1);
    expect(consents()).toEqual([true]);
    const onShopline = platform === 'shopline' ? open.shopline.customers() : [];
    expect(onShopline).toMatchObject(
      onShopline.map(() => ({
        ref_user_id: 'crm-1',
        locale_code: 'en',
        mobile_phone: '0912345678',
      })),
    );
    expect((await open.relay(platform, event(2, { phone: PHONE }))).customerId).toBe(
      found.customerId,
    );
  });

  it('gives way to the contact of a verified event, whichever came first', async () => {
    if (platform === 'shoplazza') return;
    await open.relay(platform, anonymous(9, { email: EMAIL, phone: PHONE }));
    await open.relay(platform, event(1, { email: EMAIL, phone: '+886987654321' }));
    expect(open.shopline.customers()).toMatchObject([{ mobile_phone: '0987654321' }]);
  });

  it('gives no customer a contact that was not looked for', async () => {
    const own = { [platform]: { email: 'victim@example.com' } };
    const created = await open.relay(platform, anonymous(1, { email: EMAIL }, own));
    expect(created).toMatchObject({ outcome: 'created' });
    expect(text()).toMatch(/ada@example/);
    expect(text()).not.toMatch(/victim/);
  });
});
