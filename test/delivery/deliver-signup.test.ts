import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventParts } from '../support/an-event.ts';
import { openRelay, type OpenRelay } from '../support/open-relay.ts';
import type { PlatformName } from '../support/sandbox-shops.ts';

let open: OpenRelay;
beforeAll(async () => {
  open = await openRelay();
});
afterAll(() => open.close());
beforeEach(() => open.newStore());

const MINUTE = 60_000;
const person = (fields: object = {}, more: EventParts = {}): EventParts => ({
  ...more,
  data: { customer: { email: 'ada@example.com', ...fields } },
});
const shopOf = (platform: PlatformName) => open[platform];
const PLATFORMS = ['shopline', 'shoplazza'] as const;
const seed = (platform: PlatformName, contact: { email?: string; phone?: string }) =>
  platform === 'shopline'
    ? open.shopline.seed({
        email: contact.email ?? null,
        ...(contact.phone && {
          mobile_phone: contact.phone.replace('+886', '0'),
          mobile_phone_country_calling_code: '886',
        }),
      })
    : open.shoplazza.seed({
        email: contact.email ?? null,
        phone: contact.phone ?? null,
        contact_type: contact.email ? 'email' : 'phone',
      });

describe.each(PLATFORMS)('on %s', (platform) => {
  it('creates a new customer, changes nothing for a duplicate, and updates newer fields', async () => {
    const first = await open.relay(platform, person({ firstName: 'Ada', lastName: 'Lin' }));
    const again = await open.relay(platform, person({ firstName: 'Ada', lastName: 'Lin' }));
    const calls = open.calls(platform).length;
    const newer = person({ firstName: 'Grace' }, { id: 'e-2', time: '2026-11-20T04:00:00Z' });
    const third = await open.relay(platform, newer);
    const stale = person({ firstName: 'Old' }, { id: 'e-0', time: '2026-11-19T00:00:00Z' });
    const fourth = await open.relay(platform, stale);
    expect([first, again, third, fourth].map(({ outcome }) => outcome)).toEqual([
      'created',
      'unchanged',
      'updated',
      'unchanged',
    ]);
    expect(new Set([first, again, third, fourth].map(({ customerId }) => customerId)).size).toBe(1);
    expect(calls).toBe(platform === 'shopline' ? 2 : 1);
    expect(shopOf(platform).customers()).toHaveLength(1);
    expect(JSON.stringify(shopOf(platform).customers())).toMatch(/Grace/);
  });

  it('updates a customer that only the shop knows, and needs one call from then on', async () => {
    seed(platform, { email: 'ada@example.com' });
    expect(await open.relay(platform, person({ firstName: 'Ada' }))).toMatchObject({
      outcome: 'updated',
    });
    expect(shopOf(platform).customers()).toHaveLength(1);
    const before = open.calls(platform).length;
    await open.relay(
      platform,
      person({ firstName: 'Grace' }, { id: 'e-2', time: '2026-11-20T04:00:00Z' }),
    );
    expect(
      open
        .calls(platform)
        .slice(before)
        .filter((call) => /search|GET \/customers$/.test(call)),
    ).toEqual([]);
  });

  it.each([
    { name: 'a new customer', prepare: () => undefined },
    {
      name: 'a customer whom only the shop knows',
      prepare: () => void seed(platform, { email: 'ada@example.com' }),
    },
    {
      name: 'a known customer',
      prepare: async () =>
        void (await open.relay(platform, person({}, { id: 'e-0', time: '2026-11-19T00:00:00Z' }))),
    },
    {
      name: 'a duplicate',
      prepare: async () => void (await open.relay(platform, person({ firstName: 'Ada' }))),
    },
  ])(
    'costs at most three ledger writes for an event with one contact: $name',
    async ({ prepare }) => {
      await prepare();
      open.writes();
      await open.relay(platform, person({ firstName: 'Ada' }));
      expect(open.writes()).toBeLessThanOrEqual(3);
    },
  );

  it('refuses an event whose contacts belong to two customers, and changes neither', async () => {
    seed(platform, { email: 'ada@example.com' });
    seed(platform, { phone: '+886912345678' });
    const before = shopOf(platform).customers();
    await expect(
      open.relay(platform, person({ phone: '+886912345678', firstName: 'X' })),
    ).rejects.toMatchObject({ reason: 'identity_conflict' });
    expect(shopOf(platform).customers()).toEqual(before);
  });

  it('refuses it too when the ledger knows one of them and the shop the other', async () => {
    await open.relay(platform, person());
    seed(platform, { phone: '+886912345678' });
    await expect(
      open.relay(platform, person({ phone: '+886912345678' }, { id: 'e-2' })),
    ).rejects.toMatchObject({ reason: 'identity_conflict' });
  });

  it('learns a second contact of a known customer', async () => {
    const { customerId } = await open.relay(platform, person());
    await open.relay(
      platform,
      person({ phone: '+886912345678' }, { id: 'e-2', time: '2026-11-20T04:00:00Z' }),
    );
    const byPhone = await open.relay(platform, {
      id: 'e-3',
      time: '2026-11-20T05:00:00Z',
      data: { customer: { phone: '+886912345678' } },
    });
    expect(byPhone.customerId).toBe(customerId);
    expect(shopOf(platform).customers()).toHaveLength(1);
  });

  it('makes one customer of an e-mail that is known and a phone that is new to both, delivered at once', async () => {
    await open.relay(platform, person());
    const both = person({ phone: '+886912345678' }, { id: 'e-2', time: '2026-11-20T04:00:00Z' });
    const phone: EventParts = { id: 'e-3', data: { customer: { phone: '+886912345678' } } };
    shopOf(platform).set({ latencyMs: 5 });
    const deliver = async (event: EventParts): Promise<void> => {
      for (let tries = 0; tries < 20; tries++) {
        const done = await open.relay(platform, event).then(
          () => true,
          () => false,
        );
        if (done) return;
      }
    };
    await Promise.all([deliver(both), deliver(phone)]);
    const owners = shopOf(platform)
      .customers()
      .filter((customer) => JSON.stringify(customer).includes('912345678'));
    expect(owners.length).toBeLessThanOrEqual(1);
  });

  it('creates once when many deliver the same person at the same time', async () => {
    const tries = Array.from({ length: 8 }, (_, index) =>
      open.relay(platform, person({}, { id: `e-${index}`, time: `2026-11-20T03:0${index}:00Z` })),
    );
    const results = await Promise.allSettled(tries);
    expect(shopOf(platform).customers()).toHaveLength(1);
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
    const lost = results.flatMap((result) =>
      result.status === 'rejected' ? [(result.reason as Error).name] : [],
    );
    expect(lost.filter((name) => name !== 'WaitError')).toEqual([]);
  });

  it('does not repeat a create whose answer never came: it searches until the shop must show it', async () => {
    shopOf(platform).set({
      searchLagMs: 30_000,
      faults: [{ kind: 'answer', method: 'POST', afterWrite: true, status: 500, body: {} }],
    });
    await expect(open.relay(platform, person())).rejects.toMatchObject({
      verdict: { kind: 'ambiguous' },
    });
    await expect(open.relay(platform, person())).rejects.toMatchObject({
      verdict: { kind: 'again' },
    });
    open.now += 20_000;
    await expect(open.relay(platform, person())).rejects.toMatchObject({
      verdict: { kind: 'again' },
    });
    open.now += 15_000;
    expect(await open.relay(platform, person({ firstName: 'Ada' }))).toMatchObject({
      outcome: 'updated',
    });
    expect(shopOf(platform).customers()).toHaveLength(1);
    expect(open.calls(platform).filter((call) => call === 'POST /customers')).toHaveLength(1);
  });

  it('creates again when the shop never shows a create without an answer', async () => {
    shopOf(platform).set({
      faults: [{ kind: 'answer', method: 'POST', status: 500, body: {} }],
    });
    await expect(open.relay(platform, person())).rejects.toMatchObject({
      verdict: { kind: 'ambiguous' },
    });
    open.now += MINUTE;
    expect(await open.relay(platform, person())).toMatchObject({ outcome: 'created' });
    expect(shopOf(platform).customers()).toHaveLength(1);
  });

  it('creates a new customer when the old one was deleted in the shop', async () => {
    const { customerId } = await open.relay(platform, person());
    shopOf(platform).remove(customerId);
    const newer = person({ firstName: 'Ada' }, { id: 'e-2', time: '2026-11-20T04:00:00Z' });
    await expect(open.relay(platform, newer)).rejects.toMatchObject({ verdict: { kind: 'gone' } });
    expect(await open.relay(platform, newer)).toMatchObject({ outcome: 'created' });
    expect(shopOf(platform).customers()).toHaveLength(1);
  });

  it('does not raise a consent by an old grant when the customer was deleted in the shop since', async () => {
    const consent = (state: string, minute: number): EventParts => ({
      id: `e-${minute}`,
      time: `2026-11-20T04:0${minute}:00Z`,
      data: { customer: { email: 'ada@example.com' }, consent: { email: { state } } },
    });
    const { customerId } = await open.relay(platform, consent('granted', 1));
    await open.relay(platform, consent('denied', 5));
    shopOf(platform).remove(customerId);
    const late = consent('granted', 3);
    await open
      .relay(platform, {
        ...late,
        data: { ...late.data, customer: { email: 'ada@example.com', firstName: 'A' } },
      })
      .catch(() => undefined);
    await open.relay(platform, {
      ...late,
      data: { ...late.data, customer: { email: 'ada@example.com', firstName: 'A' } },
    });
    expect(shopOf(platform).customers()).toHaveLength(1);
    expect(JSON.stringify(shopOf(platform).customers())).toMatch(
      /"(?:accepts_marketing|is_subscribed_marketing_email)":false/,
    );
    await open.relay(platform, consent('granted', 7));
    expect(JSON.stringify(shopOf(platform).customers())).toMatch(
      /"(?:accepts_marketing|is_subscribed_marketing_email)":true/,
    );
  });

  it('searches for the unknown customer of an update, then gives up without a create', async () => {
    const update = person({ firstName: 'Ada' }, { type: 'customer.updated' });
    await expect(open.relay(platform, update)).rejects.toMatchObject({
      verdict: { kind: 'again' },
    });
    await expect(open.relay(platform, update, { gaveUpFinding: true })).rejects.toMatchObject({
      reason: 'customer_not_found',
    });
    expect(shopOf(platform).customers()).toEqual([]);
  });

  it('leaves no lease behind when the shop refuses the signup', async () => {
    shopOf(platform).set({
      faults: [{ kind: 'answer', method: 'POST', status: 422, body: {} }],
    });
    await expect(open.relay(platform, person())).rejects.toMatchObject({
      verdict: { kind: 'final' },
    });
    expect(await open.relay(platform, person({}, { id: 'e-2' }))).toMatchObject({
      outcome: 'created',
    });
  });
});

it('finds a customer that it has created by id after all contacts were changed by hand', async () => {
  const { customerId } = await open.relay('shopline', person({ firstName: 'Ada' }));
  const edited = await fetch(`${open.shopline.baseUrl}/customers/${customerId}`, {
    method: 'PUT',
    headers: { authorization: 'Bearer sandbox-token', 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@new.example.com' }),
  });
  expect(edited.status).toBe(200);
  const stale = await open.relay('shopline', {
    id: 'e-0',
    time: '2026-11-19T00:00:00Z',
    data: { customer: { email: 'ada@new.example.com', firstName: 'Old' } },
  });
  expect(stale).toMatchObject({ outcome: 'unchanged', customerId });
  expect(open.shopline.customers()).toMatchObject([{ name: 'Ada', email: 'ada@new.example.com' }]);
});

it.each([
  ['after an answer of 500', { kind: 'answer', status: 500, body: {} } as const],
  ['without any answer', { kind: 'silence' } as const],
])('makes no second customer of a phone that an update may have added, %s', async (_, fault) => {
  const first = await open.relay('shopline', person());
  open.now += MINUTE;
  open.shopline.set({
    searchLagMs: 30_000,
    faults: [{ ...fault, method: 'PUT', afterWrite: true }],
  });
  const both = person({ phone: '+886912345678' }, { id: 'e-2' });
  const byPhone = { id: 'e-3', data: { customer: { phone: '+886912345678' } } };
  await expect(open.relay('shopline', both)).rejects.toMatchObject({ verdict: { kind: 'again' } });
  await open.relay('shopline', byPhone).catch(() => undefined);
  expect(open.shopline.customers()).toHaveLength(1);
  open.now += MINUTE;
  for (const event of [byPhone, both]) {
    expect(await open.relay('shopline', event)).toMatchObject({ customerId: first.customerId });
  }
});

it('takes a contact from a customer who has it in the ledger only, and leaves its lease alone', async () => {
  const { customerId: other } = await open.relay('shoplazza', person());
  const lease = { holder: 'writer', until: open.now + MINUTE };
  await open.ledger.leaseCustomer(open.store, other, lease);
  const phone = { kind: 'phone', value: '+886912345678' } as const;
  open.shoplazza.set({
    latencyMs: 50,
    faults: ({ method }) => {
      if (method === 'POST') void open.ledger.linkContacts(open.store, [phone], other);
      return undefined;
    },
  });
  const { customerId } = await open.relay('shoplazza', {
    id: 'e-2',
    data: { customer: { phone: phone.value }, consent: { sms: { state: 'granted' } } },
  });
  expect(await open.ledger.readContacts(open.store, [phone])).toMatchObject([{ customerId }]);
  expect(customerId).not.toBe(other);
  const next = { ...lease, holder: 'next' };
  expect(await open.ledger.leaseCustomer(open.store, other, next)).toBeUndefined();
});
