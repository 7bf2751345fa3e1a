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
const DAY = 86_400_000;
type Said = Readonly<Record<string, unknown>>;
let events = 0;

describe.each(['shopline', 'shoplazza'] as const)('an old list on %s', (platform) => {
  const customers = () =>
    platform === 'shopline'
      ? open.shopline.customers().map(({ id, email, name, mobile_phone: phone }) => ({
          id,
          email,
          name: name ?? '',
          phone: phone ?? '',
        }))
      : open.shoplazza.customers().map(({ id, email, first_name, phone }) => ({
          id,
          email,
          name: first_name,
          phone: phone ?? '',
        }));
  const NAME = platform === 'shopline' ? 'name' : 'first_name';
  const KEY = platform === 'shopline' ? 'name' : 'firstName';
  const seed = (values: Said): string =>
    platform === 'shopline'
      ? open.shopline.seed({ email: EMAIL, ...values }).id
      : open.shoplazza.seed({ email: EMAIL, ...values }).id;
  /** As shop staff do it. */
  const inShop = (id: string, name: string): void => {
    if (platform === 'shopline') open.shopline.edit(id, { name });
    else open.shoplazza.edit(id, { first_name: name });
  };
  const says = (daysAgo: number, customer: Said, options?: Said, more: Said = {}): Promise<Said> =>
    open.relay(platform, {
      id: `e-${(events += 1)}`,
      time: new Date(open.now - daysAgo * DAY).toISOString(),
      data: { customer: { email: EMAIL, ...customer }, ...(options && { options }), ...more },
    } satisfies EventParts) as unknown as Promise<Said>;
  const lists = (daysAgo: number, customer: Said, more?: Said): Promise<Said> =>
    says(daysAgo, customer, { keepNewer: true }, more);
  const NEWER = { leftOut: [{ path: KEY, rule: 'shop_is_newer' }] };

  it('loses against a name typed in the shop after the list, which the ledger does not know', async () => {
    seed({ [NAME]: 'Typed' });
    open.now += 40 * DAY;
    expect(await lists(50, { firstName: 'Old' })).toMatchObject(NEWER);
    expect(customers()).toMatchObject([{ name: 'Typed' }]);
    // The same event once more.
    events -= 1;
    expect(await lists(50, { firstName: 'Old' })).toMatchObject({ outcome: 'unchanged', ...NEWER });
    expect(customers()).toMatchObject([{ name: 'Typed' }]);
  });

  it('fills what is empty there, and adds tags', async () => {
    seed({});
    open.now += 40 * DAY;
    const outcome = await lists(50, { firstName: 'Old', tags: ['fair'] });
    expect(outcome).toMatchObject({ outcome: 'updated' });
    expect(outcome).not.toHaveProperty('leftOut');
    expect(customers()).toMatchObject([{ name: 'Old' }]);
  });

  it('wins where the record was not written after the list', async () => {
    seed({ [NAME]: 'Typed' });
    open.now += 40 * DAY;
    expect(await lists(10, { firstName: 'New' })).toMatchObject({ outcome: 'updated' });
    expect(customers()).toMatchObject([{ name: 'New' }]);
  });

  it('loses against a name that was typed over an older one of an event', async () => {
    const { customerId } = await says(60, { firstName: 'Event' });
    open.now += DAY;
    inShop(String(customerId), 'Typed');
    open.now += DAY;
    expect(await lists(30, { firstName: 'Old', tags: ['fair'] })).toMatchObject(NEWER);
    // The tag made the relay the last writer of the record.
    expect(await lists(20, { firstName: 'Old' })).toMatchObject(NEWER);
    expect(customers()).toMatchObject([{ name: 'Typed' }]);
  });

  it.each([
    ['before', true],
    ['after', false],
  ])('ends alike %s an older event, where only the relay wrote the record', async (_, isFirst) => {
    await says(90, {});
    open.now += DAY;
    const list = (): Promise<Said> => lists(30, { firstName: 'List' });
    if (isFirst) await list();
    await says(60, { firstName: 'Event' });
    if (!isFirst) await list();
    expect(customers()).toMatchObject([{ name: 'List' }]);
  });

  it('is the only one that gives way: a live event of the same age does not', async () => {
    seed({ [NAME]: 'Typed' });
    open.now += 40 * DAY;
    expect(await says(50, { firstName: 'Event' })).toMatchObject({ outcome: 'updated' });
    expect(customers()).toMatchObject([{ name: 'Event' }]);
  });

  it('does not lead to the customer by a phone that the shop has changed since', async () => {
    const phone = platform === 'shopline' ? 'mobile_phone' : 'phone';
    const area = platform === 'shopline' ? 'mobile_phone_country_calling_code' : 'phone_area_code';
    seed({ [phone]: '0912000111', [area]: '886' });
    open.now += 40 * DAY;
    const outcome = await lists(50, { phone: '+886912999888' });
    expect(outcome).toMatchObject({ leftOut: [{ path: 'phone', rule: 'shop_is_newer' }] });
    // The number belongs to another person by now.
    const other = await open.relay(platform, {
      id: `e-${(events += 1)}`,
      data: { customer: { phone: '+886912999888', firstName: 'Other' } },
    });
    expect(other).toMatchObject({ outcome: 'created' });
    expect(customers()).toHaveLength(2);
  });

  it('brings a refusal all the same, and no yes that is older than a no in the shop', async () => {
    const consent = platform === 'shopline' ? 'is_subscribed_marketing_email' : 'accepts_marketing';
    const stored = () =>
      [...open.shopline.customers(), ...open.shoplazza.customers()].map(
        (one) => (one as unknown as Said)[consent],
      );
    seed({ [NAME]: 'Typed', [consent]: true });
    open.now += 40 * DAY;
    const no = { consent: { email: { state: 'denied' } } };
    expect(await lists(50, { firstName: 'Old' }, no)).toMatchObject({
      outcome: 'updated',
      ...NEWER,
    });
    expect(stored()).toEqual([false]);
    const at = new Date(open.now - 50 * DAY).toISOString();
    const yes = { consent: { email: { state: 'granted', at } } };
    await lists(50, {}, yes);
    expect(stored()).toEqual([false]);
  });
});

it('takes day and year of a birthday from one record only', async () => {
  open.shopline.seed({ email: EMAIL, birth_month: 8, birth_day: 1 });
  open.now += 40 * DAY;
  const outcome = await open.relay('shopline', {
    id: 'birthday',
    time: new Date(open.now - 50 * DAY).toISOString(),
    data: { customer: { email: EMAIL, birthday: '1992-05-14' }, options: { keepNewer: true } },
  });
  expect(outcome).toMatchObject({ leftOut: [{ path: 'birthday', rule: 'shop_is_newer' }] });
  expect(open.shopline.customers()).toMatchObject([
    { birth_year: null, birth_month: 8, birth_day: 1 },
  ]);
});
