import { PlatformError } from '../../src/delivery/platform-port.ts';
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
const MINUTE = 60_000;
type Said = Readonly<Record<string, unknown>>;
let events = 0;

describe.each(['shopline', 'shoplazza'] as const)("the shop's own no on %s", (platform) => {
  const consents = () =>
    platform === 'shopline'
      ? open.shopline.customers().map((one) => one.is_subscribed_marketing_email)
      : open.shoplazza.customers().map((one) => one.accepts_marketing);
  const seed = (hasConsent: boolean): string =>
    platform === 'shopline'
      ? open.shopline.seed({ email: EMAIL, is_subscribed_marketing_email: hasConsent }).id
      : open.shoplazza.seed({ email: EMAIL, accepts_marketing: hasConsent }).id;
  /** As the customer or shop staff do it in the shop. @param isSaid whether the shop tells who unsubscribed. */
  const inShop = (id: string, hasConsent: boolean, isSaid = false): void => {
    if (platform === 'shopline') {
      open.shopline.edit(id, { is_subscribed_marketing_email: hasConsent });
      return;
    }
    const flag = isSaid ? { subscribed_flag: hasConsent ? 4 : 2 } : {};
    open.shoplazza.edit(id, { accepts_marketing: hasConsent, ...flag });
  };
  const rename = (id: string): void => {
    if (platform === 'shopline') open.shopline.edit(id, { name: 'By Staff' });
    else open.shoplazza.edit(id, { first_name: 'By Staff' });
  };
  /** What an event says, and when it became true: minutes from now. */
  const says = (minute: number, customer: Said, state?: string): Promise<Said> =>
    open.relay(platform, {
      id: `e-${(events += 1)}`,
      time: new Date(open.now + minute * MINUTE).toISOString(),
      data: { customer, ...(state && { consent: { email: { state } } }) },
    } satisfies EventParts) as unknown as Promise<Said>;
  const SAYS_NO = { leftOut: [{ path: 'consent.email', rule: 'shop_says_no' }] };

  it('stands against an older yes that the relay has not seen before', async () => {
    seed(false);
    open.now += MINUTE;
    const month = -30 * 24 * 60;
    expect(await says(month, { email: EMAIL, firstName: 'Ada' }, 'granted')).toMatchObject(SAYS_NO);
    expect(consents()).toEqual([false]);
    const again = await says(month, { email: EMAIL, firstName: 'Ada' }, 'granted');
    expect(again).toMatchObject(SAYS_NO);
    expect(consents()).toEqual([false]);
  });

  it('waits for a record that the relay itself may be creating, where creates take no lease', async () => {
    seed(false);
    const outcome = await says(-60, { email: EMAIL }, 'granted').catch((error: unknown) => error);
    expect(outcome).toMatchObject(
      platform === 'shopline' ? SAYS_NO : { verdict: { kind: 'again', retryAfterMs: 2_000 } },
    );
  });

  it('gives way to a yes that was given afterwards', async () => {
    seed(false);
    open.now += 10 * MINUTE;
    const outcome = await says(-1, { email: EMAIL }, 'granted');
    expect(outcome).not.toHaveProperty('leftOut');
    expect(consents()).toEqual([true]);
  });

  it('after a yes is a refusal: only a newer yes counts, however often the older ones come', async () => {
    const { customerId } = await says(-60, { email: EMAIL }, 'granted');
    expect(consents()).toEqual([true]);
    open.now += MINUTE;
    inShop(String(customerId), false);
    await says(-30, { email: EMAIL }, 'granted');
    expect(consents()).toEqual([false]);
    await says(0, { email: EMAIL, firstName: 'Grace' });
    await says(-10, { email: EMAIL }, 'granted');
    expect(consents()).toEqual([false]);
    open.now += 2 * MINUTE;
    await says(-1, { email: EMAIL }, 'granted');
    expect(consents()).toEqual([true]);
  });

  it('after a yes that was only seen is a refusal, too', async () => {
    const id = seed(true);
    await says(-60, { email: EMAIL, firstName: 'Ada' });
    open.now += MINUTE;
    inShop(id, false);
    open.now += MINUTE;
    await says(0, { email: EMAIL, firstName: 'Grace' });
    await says(-30, { email: EMAIL }, 'granted');
    expect(consents()).toEqual([false]);
  });

  it('is none where only the relay wrote the record', async () => {
    await says(-60, { email: EMAIL });
    open.now += MINUTE;
    await says(0, { email: EMAIL, firstName: 'Ada' });
    open.now += MINUTE;
    const outcome = await says(-30, { email: EMAIL }, 'granted');
    expect(outcome).not.toHaveProperty('leftOut');
    expect(consents()).toEqual([true]);
  });

  it('may be one where shop staff wrote the record after the yes was given', async () => {
    const { customerId } = await says(-60, { email: EMAIL });
    open.now += MINUTE;
    rename(String(customerId));
    expect(await says(-30, { email: EMAIL }, 'granted')).toMatchObject(SAYS_NO);
    expect(consents()).toEqual([false]);
    open.now += MINUTE;
    await says(0, { email: EMAIL }, 'granted');
    expect(consents()).toEqual([true]);
  });

  it.each([
    ['that the shop refused', 422],
    ['that came too early', 429],
  ])('may be one although the relay tried an update %s afterwards', async (_, status) => {
    const { customerId } = await says(-60, { email: EMAIL });
    open.now += MINUTE;
    rename(String(customerId));
    open.now += 10_000;
    open[platform].set({ faults: [{ kind: 'answer', method: 'PUT', status, body: {} }] });
    await expect(says(0, { email: EMAIL, firstName: 'Ada' })).rejects.toThrow(PlatformError);
    expect(await says(-30, { email: EMAIL }, 'granted')).toMatchObject(SAYS_NO);
    expect(consents()).toEqual([false]);
  });

  it('counts from a minute after an update without an answer, and before it', async () => {
    const { customerId } = await says(-60, { email: EMAIL });
    open.now += MINUTE;
    rename(String(customerId));
    open.now += 10_000;
    open[platform].set({ faults: [{ kind: 'answer', method: 'PUT', status: 500, body: {} }] });
    await expect(says(0, { email: EMAIL, firstName: 'Ada' })).rejects.toThrow(PlatformError);
    expect(await says(-30, { email: EMAIL }, 'granted')).toMatchObject(SAYS_NO);
    expect(consents()).toEqual([false]);
  });

  it('is none for a write of the relay whose answer was lost', async () => {
    await says(-60, { email: EMAIL });
    open.now += MINUTE;
    open[platform].set({
      faults: [{ kind: 'answer', method: 'PUT', afterWrite: true, status: 500, body: {} }],
    });
    await expect(says(0, { email: EMAIL, firstName: 'Ada' })).rejects.toThrow(/500/);
    open.now += 30_000;
    expect(await says(-30, { email: EMAIL }, 'granted')).not.toHaveProperty('leftOut');
    expect(consents()).toEqual([true]);
  });

  it('is none for a write of a killed attempt, also after another attempt failed', async () => {
    const customerId = String((await says(-60, { email: EMAIL })).customerId);
    open.now += MINUTE;
    const lease = { holder: 'killed', until: open.now + MINUTE };
    await open.ledger.leaseCustomer(open.store, customerId, lease);
    rename(customerId);
    open.now += 2 * MINUTE;
    open[platform].set({ faults: [{ kind: 'answer', method: 'GET', status: 500, body: {} }] });
    await expect(says(-30, { email: EMAIL }, 'granted')).rejects.toThrow(/500/);
    expect(await says(-30, { email: EMAIL }, 'granted')).not.toHaveProperty('leftOut');
    expect(consents()).toEqual([true]);
  });

  it('costs one more reading where a consent is to be raised, and none else', async () => {
    await says(-60, { email: EMAIL });
    const reads = () => open.calls(platform).filter((call) => call.startsWith('GET')).length;
    const before = reads();
    await says(-30, { email: EMAIL }, 'granted');
    expect(reads() - before).toBe(1);
    open.writes();
    await says(-50, { email: EMAIL }, 'granted');
    expect(reads() - before).toBe(1);
  });

  it('of a contact that the record does not show: the yes is left out', async () => {
    await says(-60, { email: EMAIL, phone: PHONE });
    await says(-10, { email: EMAIL, phone: '+886987654321' });
    const consent = { sms: { state: 'granted' } };
    const outcome = await open.relay(platform, {
      id: `e-${(events += 1)}`,
      time: new Date(open.now - 30 * MINUTE).toISOString(),
      data: {
        customer: { email: EMAIL, phone: platform === 'shopline' ? PHONE : '+886987654321' },
        consent,
      },
    });
    expect(outcome.leftOut).toEqual([{ path: 'consent.sms', rule: 'contact_not_shown' }]);
  });

  it.runIf(platform === 'shoplazza')(
    'that says who unsubscribed is a refusal at once, of which no write can lose sight',
    async () => {
      const id = seed(false);
      inShop(id, false, true);
      await says(0, { email: EMAIL, firstName: 'Ada' });
      open.now += MINUTE;
      await says(-1, { email: EMAIL, firstName: 'Grace' });
      expect(await says(-30, { email: EMAIL }, 'granted')).toMatchObject({ outcome: 'unchanged' });
      expect(consents()).toEqual([false]);
    },
  );
});
