import { beforeEach, expect, it } from 'vitest';
import { ADA, startedShoplazza } from '../started-shoplazza.ts';

const { shop, send, create } = startedShoplazza();

const ids: Record<string, string> = {};
beforeEach(async () => {
  ids['ada'] = await create({ ...ADA, first_name: 'Ada', phone: '+15052814445' });
  ids['bob'] = await create({
    contact_type: 'phone',
    phone: '+886912345678',
    first_name: 'Bob',
    email: 'bob@example.com',
  });
});
const names = async (query: string): Promise<string[]> =>
  (await send('GET', `/customers${query}`)).body.customers.map(
    ({ first_name: name }: { first_name: string }) => name,
  );

it.each([
  ['?email=ADA@example.com', ['Ada']],
  ['?email=ada', []],
  ['?contact=ada@example.com', ['Ada']],
  ['?contact=%2B886912345678', ['Bob']],
  ['?contact=%2B15052814445', []],
  ['?contact=bob@example.com', []],
  ['?phone=%2B886912345678', ['Bob', 'Ada']],
  ['?emial=ada@example.com', ['Bob', 'Ada']],
  ['?created_at_min=2026-11-23T00:00:00Z', []],
  ['?limit=1', ['Bob']],
  ['?limit=1&page=2', ['Ada']],
  ['', ['Bob', 'Ada']],
])('%s finds %j', async (query, found) => {
  expect(await names(query)).toEqual(found);
});

it('finds several ids at once', async () => {
  expect(await names(`?ids=${ids['ada']},${ids['bob']}`)).toEqual(['Bob', 'Ada']);
  expect(await names(`?ids=${ids['ada']}`)).toEqual(['Ada']);
});

it('returns 10 per page, at most 250', async () => {
  for (let index = 0; index < 260; index += 1) shop().seed({ first_name: `n${index}` });
  expect(await names('')).toHaveLength(10);
  expect(await names('?limit=999')).toHaveLength(250);
  expect((await send('GET', '/customers/count')).body).toEqual({ count: 262 });
});

it('reads one by id', async () => {
  expect((await send('GET', `/customers/${ids['ada']}`)).body.customer).toMatchObject({
    first_name: 'Ada',
  });
  expect(await send('GET', '/customers/nobody')).toMatchObject({
    status: 404,
    body: { errors: ['record not found'] },
  });
});
