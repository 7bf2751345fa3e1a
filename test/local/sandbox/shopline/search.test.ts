import { beforeEach, expect, it } from 'vitest';
import { startedShopline } from '../started-shopline.ts';

const { shop, send, stored } = startedShopline();

beforeEach(() => {
  shop().seed({
    email: 'Ada@example.com',
    name: 'Ada',
    mobile_phone: '0912345678',
    tags: ['vip'],
    ref_user_id: 'crm-7',
  });
  shop().seed({
    email: 'bob@example.com',
    name: 'Bob',
    mobile_phone: '0987654321',
    created_at: '2020-01-01T00:00:00.000+00:00',
    phones: ['02-1'],
    phone: '02-1',
    gender: 'male',
    birth_month: 5,
    credit_balance: 100,
    membership_tier: { id: 't1', level: 1, name_translations: {} },
    is_member: true,
    is_subscribed_marketing_email: true,
  });
});
const names = async (path: string): Promise<string[]> =>
  (await send('GET', path)).body.items.map(({ name }: { name: string }) => name);

it.each([
  ['?email=ada@example.com', ['Ada']],
  ['?email=ada', []],
  ['?email=not:ada@example.com', ['Bob']],
  ['?mobile_phone=0912345678', ['Ada']],
  ['?mobile_phone=912345678', []],
  ['?ref_user_id=crm-7', ['Ada']],
  ['?tags=vip', ['Ada']],
  ['?query=EXAMPLE', ['Bob', 'Ada']],
  ['?query=bob&search_fields[]=mobile_phone', []],
  ['?created_at=lt:2021-01-01', ['Bob']],
  ['?created_at=gte:2020-01-01%2000:00:00', ['Bob', 'Ada']],
  ['?created_at=gt:2020-01-01', ['Ada']],
  ['?created_at=lte:2020-01-01', ['Bob']],
  ['?created_at=2020-01-01', ['Bob']],
  ['?created_at=not:2020-01-01', ['Ada']],
  ['?phone=02-1', ['Bob']],
  ['?phones=02-1', ['Bob']],
  ['?gender=male', ['Bob']],
  ['?birth_month=5', ['Bob']],
  ['?credit_balance=100', ['Bob']],
  ['?membership_tier_id=t1', ['Bob']],
  ['?is_member=true', ['Bob']],
  ['?is_blacklisted=true', []],
  ['?is_subscribed_marketing_email=true', ['Bob']],
  ['?id[]=none', []],
  ['?email=bob@example.com&name=Ada', []],
  ['?keyword=ada', ['Bob', 'Ada']],
  ['', ['Bob', 'Ada']],
])('search%s finds %j', async (query, found) => {
  expect(await names(`/customers/search${query}`)).toEqual(found);
});

it('the knobs decide about leading zeros and letter case', async () => {
  shop().set({ phoneSearch: 'lenient', emailCase: 'exact' });
  expect(await names('/customers/search?mobile_phone=912345678')).toEqual(['Ada']);
  expect(await names('/customers/search?email=ada@example.com')).toEqual([]);
});

it('the list ignores a filter by e-mail', async () => {
  expect(await names('/customers?email=ada@example.com')).toEqual(['Bob', 'Ada']);
  expect(await names('/customers?sort_by=asc&created_before=2021-01-01')).toEqual(['Bob']);
  expect(
    await names(`/customers?sort_by=asc&previous_id=${shop().customers()[0]?.id}&page=9`),
  ).toEqual(['Bob']);
});

it('answers by pages', async () => {
  const { body } = await send('GET', '/customers/search?per_page=1&page=2');
  expect(body).toMatchObject({
    items: [{ name: 'Ada' }],
    pagination: { current_page: 2, per_page: 1, total_pages: 2, total_count: 2 },
  });
});

it('refuses pages beyond 10,000 customers', async () => {
  expect(await send('GET', '/customers/search?per_page=500&page=20')).toMatchObject({
    status: 200,
  });
  expect(await send('GET', '/customers/search?per_page=500&page=21')).toMatchObject({
    status: 422,
  });
});

it('omits keys on request', async () => {
  const search = await send(
    'GET',
    '/customers/search?ref_user_id=crm-7&fields[]=email&fields[]=name',
  );
  expect(search.body.items).toEqual([{ name: 'Ada', email: 'Ada@example.com' }]);
  const id = stored()?.id;
  const { body } = await send('GET', `/customers/${id}?excludes[]=email`);
  expect(body).toHaveProperty('name');
  expect(body).not.toHaveProperty('email');
  expect((await send('POST', '/customers?fields[]=id', { email: 'c@example.com' })).body).toEqual({
    id: expect.any(String),
  });
});

it('answers without undocumented keys', async () => {
  const { body } = await send('GET', `/customers/${stored()?.id}`);
  expect(body).not.toHaveProperty('is_accept_marketing');
  expect(body).not.toHaveProperty('is_subscribed_marketing_sms');
  expect(body.subscriptions).toEqual([
    { platform: 'email', is_active: false },
    { platform: 'sms', is_active: false },
  ]);
});

it('answers 404 for an unknown id', async () => {
  expect(await send('GET', '/customers/000000000000000000000000')).toMatchObject({ status: 404 });
});
