import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createContactItems } from '../../src/aws/ledger/contacts.ts';
import { createRecordContacts } from '../../src/aws/ledger/record-contacts.ts';
import type { Ledger } from '../../src/delivery/ledger-port.ts';
import { takeShopRecord } from '../../src/delivery/take-record.ts';
import { createDigest } from '../../src/event/digest.ts';
import * as shoplazza from '../../src/platforms/shoplazza/find.ts';
import * as shopline from '../../src/platforms/shopline/find.ts';
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
let looks = 0;

describe.each(['shopline', 'shoplazza'] as const)('a record that %s posts', (platform) => {
  const readers = { shopline, shoplazza }[platform];
  const recordOf = (id: string): Said => {
    const all = open[platform].customers() as readonly { readonly id: string }[];
    const found = all.find((one) => one.id === id);
    if (!found) throw new Error('no such customer');
    return { ...found };
  };
  const hear = async (
    record: Said,
    { isRemoved = false, ledger = open.ledger }: { isRemoved?: boolean; ledger?: Ledger } = {},
  ) => {
    const { why } = await takeShopRecord(
      {
        store: open.store,
        customerId: String(record['id']),
        isRemoved,
        shown: readers.shownIn(record),
        kinds: readers.contactKindsIn(record),
      },
      { ledger, now: () => open.now, holder: `l-${(looks += 1)}` },
    );
    return why;
  };
  const name = platform === 'shopline' ? 'is_subscribed_marketing_email' : 'accepts_marketing';
  const edit = (id: string, changes: Said): Said => {
    open[platform].edit(id, changes);
    return recordOf(id);
  };
  const says = (minute: number, customer: Said, state?: string): Promise<Said> =>
    open.relay(platform, {
      id: `e-${(events += 1)}`,
      time: new Date(open.now + minute * MINUTE).toISOString(),
      data: { customer, ...(state && { consent: { email: { state } } }) },
    } satisfies EventParts) as unknown as Promise<Said>;
  const create = async (state?: string): Promise<string> =>
    String((await says(-60, { email: EMAIL, phone: PHONE }, state))['customerId']);
  const clocksOf = (id: string) => open.ledger.readClocks(open.store, id);
  const leadsTo = async (value: string): Promise<string | undefined> => {
    const kind = value.startsWith('+') ? 'phone' : 'email';
    const [state] = await open.ledger.readContacts(open.store, [{ kind, value }]);
    return state?.customerId;
  };
  const REFUSED = { time: expect.any(Number) as number, id: 'shop', denied: true };

  it('with a no after a yes is a refusal at its own time, and costs no call', async () => {
    const id = await create('granted');
    open.now += MINUTE;
    const record = edit(id, { [name]: false });
    const at = open.now;
    open.now += MINUTE;
    const calls = open.calls(platform).length;
    expect(await hear(record)).toBe(
      'noted from the shop: the customer refused there: consent.email',
    );
    expect(open.calls(platform)).toHaveLength(calls);
    expect((await clocksOf(id))['consent.email']).toEqual({ ...REFUSED, time: at });
    // An old grant stays down. A newer one counts.
    await says(-5, { email: EMAIL }, 'granted');
    expect(recordOf(id)).toMatchObject({ [name]: false });
    open.now += MINUTE;
    await says(0, { email: EMAIL }, 'granted');
    expect(recordOf(id)).toMatchObject({ [name]: true });
  });

  it('with the state that the ledger knows moves no clock', async () => {
    const id = await create('granted');
    const before = await clocksOf(id);
    open.now += MINUTE;
    const { 'shop:saw': _, ...after } = await hear(
      edit(id, platform === 'shopline' ? { name: 'By Staff' } : { first_name: 'By Staff' }),
    ).then(() => clocksOf(id));
    expect(after).toEqual(before);
  });

  it('is an echo at and before our own write, whatever it shows', async () => {
    const id = await create();
    const old = recordOf(id);
    open.now += MINUTE;
    await says(0, { email: EMAIL }, 'granted');
    const before = await clocksOf(id);
    for (const record of [old, { ...recordOf(id), [name]: false }])
      expect(await hear(record)).toMatch(/^it shows a write of the relay/);
    expect(await clocksOf(id)).toEqual(before);
  });

  it('says nothing about fields that it leaves out', async () => {
    const id = await create('granted');
    open.now += MINUTE;
    await hear(recordOf(id));
    const { updated_at } = edit(id, {});
    expect(await hear({ id, updated_at })).toMatch(/no refusal and no moved contact$/);
    expect((await clocksOf(id))['consent.email']).not.toHaveProperty('denied');
    expect(await leadsTo(EMAIL)).toBe(id);
  });

  it('may come twice and out of order', async () => {
    const id = await create('granted');
    open.now += MINUTE;
    const no = edit(id, { [name]: false });
    open.now += MINUTE;
    const yes = edit(id, { [name]: true });
    await hear(yes);
    expect(await hear(no)).toBe('a newer webhook of the shop was there');
    open.now += MINUTE;
    const again = edit(id, { [name]: false });
    const at = open.now;
    open.now += MINUTE;
    await hear(again);
    await hear(again);
    await hear(yes);
    expect((await clocksOf(id))['consent.email']).toEqual({ ...REFUSED, time: at });
  });

  it('moves the identity with the contact', async () => {
    const id = await create('denied');
    await hear(recordOf(id));
    open.now += MINUTE;
    const moved = edit(id, { email: 'new@example.com' });
    open.now += MINUTE;
    expect(await hear(moved)).toBe('noted from the shop: a contact moved: email');
    expect([await leadsTo(EMAIL), await leadsTo('new@example.com'), await leadsTo(PHONE)]).toEqual([
      undefined,
      id,
      id,
    ]);
    const [old] = await open.ledger.readContacts(open.store, [{ kind: 'email', value: EMAIL }]);
    expect(old).toMatchObject({ formerCustomerId: id });
    // A record from before does not move it back, and the e-mail is free for another customer.
    await hear({ ...moved, email: EMAIL, updated_at: '2020-01-01T00:00:00Z' });
    expect(await leadsTo('new@example.com')).toBe(id);
    const other = await says(0, { email: EMAIL });
    expect(other['customerId']).not.toBe(id);
  });

  it('moves the identity twice, also where both records come late', async () => {
    const id = await create();
    await hear(recordOf(id));
    open.now += MINUTE;
    const first = edit(id, { email: 'first@example.com' });
    open.now += MINUTE;
    const second = edit(id, { email: 'second@example.com' });
    open.now += MINUTE;
    await hear(first);
    open.now += MINUTE;
    await hear(second);
    expect([await leadsTo(EMAIL), await leadsTo('first@example.com')]).toEqual([
      undefined,
      undefined,
    ]);
    expect(await leadsTo('second@example.com')).toBe(id);
  });

  it.each([
    ['newer', ['first@example.com', 'second@example.com']],
    ['older', ['second@example.com', 'first@example.com']],
  ])('that is taken while an %s one comes leaves only the newest contact', async (_, emails) => {
    const id = await create();
    await hear(recordOf(id));
    const records = new Map<string, Said>();
    for (const email of ['first@example.com', 'second@example.com']) {
      open.now += MINUTE;
      records.set(email, edit(id, { email }));
    }
    open.now += MINUTE;
    const [outer = {}, inner = {}] = emails.map((email) => records.get(email));
    // The other one is taken as a whole after this one has read the ledger.
    let isWaiting = true;
    const table = {
      ...open.table,
      getAll: async (...given: Parameters<typeof open.table.getAll>) => {
        if (isWaiting) {
          isWaiting = false;
          await hear(inner);
        }
        return open.table.getAll(...given);
      },
    };
    const deps = { table, digest: createDigest('test-key'), now: () => open.now };
    await createRecordContacts(deps, createContactItems(deps)).moveContacts(open.store, id, {
      contacts: readers.shownIn(outer).contacts,
      kinds: ['email', 'phone'],
      updatedAt: Date.parse(String(outer['updated_at'])),
    });
    expect(await leadsTo('first@example.com')).toBeUndefined();
    expect(await leadsTo('second@example.com')).toBe(id);
  });

  it('tells a moved contact also after a process that was killed before it saved the clocks', async () => {
    const id = await create();
    await hear(recordOf(id));
    open.now += MINUTE;
    const moved = edit(id, { email: 'new@example.com' });
    open.now += MINUTE;
    const saveClocks = () => Promise.reject(new Error('killed'));
    const ledger = { ...open.ledger, saveClocks };
    await expect(hear(moved, { ledger })).rejects.toThrow('killed');
    expect(await hear(moved)).toBe('noted from the shop: a contact moved: email');
    expect((await clocksOf(id))['email']).toMatchObject({ id: 'shop' });
  });

  it('hides no refusal by a contact that the customer gets in the shop', async () => {
    const id = await create('granted');
    await hear(recordOf(id));
    open.now += MINUTE;
    const refused = { email: 'new@example.com' };
    await open.relay(platform, {
      id: 'refusal',
      type: 'customer.updated',
      time: new Date(open.now).toISOString(),
      data: { customer: refused, consent: { email: { state: 'denied' } } },
    });
    open.now += MINUTE;
    await hear(edit(id, refused));
    open.now += MINUTE;
    await says(0, { ...refused, firstName: 'Ada' });
    expect(recordOf(id)).toMatchObject({ [name]: false });
  });

  it('waits for an attempt that is writing the customer', async () => {
    const id = await create('granted');
    open.now += MINUTE;
    const record = edit(id, { [name]: false });
    const lease = { holder: 'writer', until: open.now + MINUTE };
    const clocks = (await open.ledger.leaseCustomer(open.store, id, lease)) ?? {};
    await expect(hear(record)).rejects.toThrow('another event of the same customer');
    await open.ledger.saveClocks(open.store, id, lease, clocks);
    expect(await hear(record)).toContain('refused there: consent.email');
  });

  it('waits while the relay may be creating the customer, and then harms nothing', async () => {
    const { id } = open[platform].seed({ email: EMAIL });
    await expect(hear(recordOf(id))).rejects.toThrow('may be creating');
    open.now += MINUTE;
    expect(await hear(recordOf(id))).toBe('the ledger does not know this customer');
    expect(await leadsTo(EMAIL)).toBeUndefined();
    expect(await says(1, { email: EMAIL }, 'granted')).toMatchObject({ customerId: id });
    expect(recordOf(id)).toMatchObject({ [name]: true });
  });

  it('of a removed customer frees the contacts, keeps the refusals, and cannot be undone by a late one', async () => {
    const id = await create('denied');
    const late = recordOf(id);
    await hear(late);
    open.now += MINUTE;
    open[platform].remove(id);
    // Some shops post the id alone.
    const why = await hear({ id }, { isRemoved: true });
    expect(why).toMatch(/^the customer was removed in the shop/);
    await hear({ ...late, updated_at: new Date(open.now).toISOString() });
    expect([await leadsTo(EMAIL), await leadsTo(PHONE)]).toEqual([undefined, undefined]);
    const made = await says(-120, { email: EMAIL }, 'granted');
    expect(made).toMatchObject({ outcome: 'created' });
    expect(recordOf(String(made['customerId']))).toMatchObject({ [name]: false });
    expect(await hear({ id }, { isRemoved: true })).toBe(why);
  });

  it('of a removed customer comes again, if another attempt took its lease meanwhile', async () => {
    const id = await create('denied');
    await hear(recordOf(id));
    const saveClocks = () => Promise.resolve(false);
    await expect(
      hear({ id }, { isRemoved: true, ledger: { ...open.ledger, saveClocks } }),
    ).rejects.toThrow(/the lease ran out/);
    expect(await hear({ id }, { isRemoved: true })).toMatch(
      /^the customer was removed in the shop/,
    );
    expect(await leadsTo(EMAIL)).toBeUndefined();
  });

  it('leaves no mark of a write behind, if the process is killed under its lease', async () => {
    const id = await create('granted');
    open.now += MINUTE;
    const record = edit(id, { [name]: false });
    await open.ledger.leaseCustomer(open.store, id, {
      holder: 'look:killed',
      until: open.now + MINUTE,
    });
    open.now += 2 * MINUTE;
    expect(await hear(record)).toContain('refused there: consent.email');
  });
});

describe('a record of a customer whom the ledger does not know', () => {
  it('leaves a refusal on the contacts only where the shop names its author', async () => {
    const { id } = open.shoplazza.seed({ email: EMAIL, subscribed_flag: 2 });
    const [record] = open.shoplazza.customers();
    const at = open.now;
    open.now += MINUTE;
    const { why } = await takeShopRecord(
      {
        store: open.store,
        customerId: id,
        isRemoved: false,
        shown: shoplazza.shownIn({ ...record }),
        kinds: ['email'],
      },
      { ledger: open.ledger, now: () => open.now, holder: 'l' },
    );
    expect(why).toContain('remembers on the contacts that the shop shows a refusal: consent.email');
    const kept = await open.ledger.readRefusals(open.store, [{ kind: 'email', value: EMAIL }]);
    expect(kept).toEqual({ 'consent.email': { time: at, id: 'shop', denied: true } });
  });
});
