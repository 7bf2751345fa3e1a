import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anEvent } from '../support/an-event.ts';
import { openBatches, type OpenBatches } from '../support/open-batches.ts';

let open: OpenBatches;
let tests = 0;
beforeAll(async () => {
  open = await openBatches();
});
afterAll(() => open.close());
beforeEach(() => {
  tests += 1;
  open.shopline.reset();
  open.shoplazza.reset();
});

const EMAIL = 'ada@example.com';
const PHONE = '+886912345678';
const granted = { state: 'granted' };
const denied = { state: 'denied' };

describe.each(['shopline', 'shoplazza'] as const)('a refusal on %s', (platform) => {
  const storeName = (): string => `${platform}-refuse-${tests}`;
  const said = (minute: number, customer: object, more: object = {}): object =>
    anEvent({
      id: `e-${minute}`,
      time: `2026-11-20T03:0${minute}:00Z`,
      data: { store: storeName(), customer, ...more },
    });
  const consents = () =>
    platform === 'shopline'
      ? open.shopline.customers().map((one) => one.is_subscribed_marketing_email)
      : open.shoplazza
          .customers()
          .flatMap((one) => [one.accepts_marketing, one.accepts_sms_marketing]);
  const emailConsents = () =>
    platform === 'shopline'
      ? open.shopline.customers().map((one) => one.is_subscribed_marketing_email)
      : open.shoplazza.customers().map((one) => one.accepts_marketing);
  const smsConsents = () =>
    platform === 'shopline'
      ? open.shopline.customers().map((one) => one.is_subscribed_marketing_sms)
      : open.shoplazza.customers().map((one) => one.accepts_sms_marketing);
  const signUp = (): Promise<unknown> =>
    open.deliver([said(1, { email: EMAIL }, { consent: { email: granted } })]);

  it.each([
    ['beside a phone that is none', { email: EMAIL, phone: '12' }, {}, 'invalid_signup'],
    ['beside an unknown field', { email: EMAIL, shoeSize: 7 }, {}, 'invalid_signup'],
    [
      'beside a time of consent that is none',
      { email: EMAIL },
      { at: 'yesterday' },
      'invalid_signup',
    ],
  ])('%s is applied first, then the dead letter follows', async (_, customer, more, reason) => {
    await signUp();
    const consent = { email: { ...denied, ...more } };
    const [report] = await open.deliver([said(2, customer, { consent })]);
    expect(report).toMatchObject({
      outcome: 'dead_lettered',
      reason,
      why: expect.stringMatching(/^the refusal was applied; /),
    });
    expect(consents()[0]).toBe(false);
  });

  it('beside a request that the platform does not take is applied', async () => {
    await signUp();
    const consent = { email: denied };
    const broken = { [platform]: { [platform === 'shopline' ? 'memo' : 'first_name']: 7 } };
    const [report] = await open.deliver([said(2, { email: EMAIL }, { consent, ...broken })]);
    expect(report).toMatchObject({
      outcome: 'dead_lettered',
      why: expect.stringMatching(/^the refusal was applied; /),
    });
    expect(consents()[0]).toBe(false);
  });

  it('by the contacts of two customers reaches each by the contact of its channel', async () => {
    await signUp();
    await open.deliver([said(1, { phone: PHONE }, { consent: { sms: granted } })]);
    const consent = { email: denied, sms: denied };
    const [report] = await open.deliver([said(2, { email: EMAIL, phone: PHONE }, { consent })]);
    expect(report).toMatchObject({
      outcome: 'dead_lettered',
      reason: 'identity_conflict',
      why: expect.stringMatching(/^the refusal was applied; /),
    });
    expect(consents()).not.toContain(true);
  });

  it('by a phone that nobody has reaches the customer with the e-mail, and counts for the phone', async () => {
    await open.deliver([said(1, { email: EMAIL }, { consent: { sms: granted } })]);
    expect(smsConsents()).toEqual([true]);
    const refused = said(
      2,
      { email: EMAIL, phone: PHONE, shoeSize: 7 },
      { consent: { sms: denied } },
    );
    expect(await open.deliver([refused])).toMatchObject([
      { outcome: 'dead_lettered', why: expect.stringMatching(/^the refusal was applied; /) },
    ]);
    expect(smsConsents()).toEqual([false]);
    await open.deliver([said(1, { phone: PHONE }, { consent: { sms: granted } })]);
    expect(smsConsents()).toEqual([false, false]);
  });

  it('reaches every customer with its contact, and changes nothing else', async () => {
    const seed = (): void => {
      if (platform === 'shopline') {
        open.shopline.seed({ email: EMAIL, is_subscribed_marketing_email: true });
      } else open.shoplazza.seed({ email: EMAIL, accepts_marketing: true });
    };
    seed();
    seed();
    const event = said(2, { email: EMAIL, phone: '12' }, { consent: { email: denied } });
    expect(await open.deliver([event])).toMatchObject([
      { outcome: 'dead_lettered', why: expect.stringMatching(/^the refusal was applied; /) },
    ]);
    expect(emailConsents()).toEqual([false, false]);
  });

  it('waits with its message while the shop is down', async () => {
    await signUp();
    open[platform].set({ faults: [{ kind: 'answer', method: 'PUT', status: 503, body: {} }] });
    const event = said(2, { email: EMAIL, phone: '12' }, { consent: { email: denied } });
    expect(await open.deliver([event])).toMatchObject([{ outcome: 'postponed', attempts: 1 }]);
    expect(await open.deliver([event])).toMatchObject([{ outcome: 'dead_lettered' }]);
    expect(consents()[0]).toBe(false);
  });

  it('of an unknown person is remembered', async () => {
    const event = said(2, { email: EMAIL, phone: '12' }, { consent: { email: denied } });
    expect(await open.deliver([event])).toMatchObject([
      { outcome: 'dead_lettered', why: expect.stringMatching(/^the refusal was applied; /) },
    ]);
    await signUp();
    expect(consents()[0]).toBe(false);
  });

  it('that is none changes nothing', async () => {
    await signUp();
    const event = said(2, { email: EMAIL, phone: '12' }, { consent: { email: granted } });
    const [report] = await open.deliver([event]);
    expect(report).toMatchObject({ outcome: 'dead_lettered' });
    expect(report?.why).not.toMatch(/refusal/);
  });
});
