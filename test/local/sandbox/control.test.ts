import { expect, it } from 'vitest';
import { shopClient } from './shop-client.ts';
import { startedShopline } from './started-shopline.ts';

const { shop, send } = startedShopline();
const control = shopClient(() => shop().baseUrl.replace('/v1', '/_sandbox'), {});
const create = async (email = 'ada@example.com') => send('POST', '/customers', { email });
const emails = () =>
  shop()
    .customers()
    .map(({ email }) => email);

it('sets single knobs', async () => {
  const answer = await control('PUT', '/knobs', {
    searchLagMs: 250,
    faults: [{ kind: 'reset' }],
  });
  expect(answer).toMatchObject({ status: 200, body: { searchLagMs: 250, latencyMs: 0 } });
  expect(shop().knobs()).toMatchObject({ searchLagMs: 250, faults: [{ kind: 'reset' }] });
  expect((await control('GET', '/knobs')).body).toMatchObject({ searchLagMs: 250 });
});

it.each([
  [{ serachLagMs: 1 }],
  [{ searchLagMs: '1' }],
  [{ searchLagMs: -1 }],
  [{ unique: 'yes' }],
  [{ limits: [{ perSecond: 1 }] }],
  [{ faults: [{ kind: 'explode' }] }],
  [{ faults: [{ kind: 'answer' }] }],
  [{ phoneSearch: 'fuzzy' }],
  [{ createStatus: 204 }],
  [{ tiers: [{ id: 1 }] }],
])('refuses %j and changes no knob', async (wrong) => {
  const before = shop().knobs();
  const [name] = Object.keys(wrong);
  const answer = await control('PUT', '/knobs', { latencyMs: 1, ...wrong });
  expect(answer).toMatchObject({
    status: 400,
    body: { errors: [expect.stringContaining(name ?? '')] },
  });
  expect(shop().knobs()).toEqual(before);
});

it('seeds, shows and removes customers, and shows calls and notifications, without a token or a log line', async () => {
  const { status, body } = await control('POST', '/customers', {
    email: 'ada@example.com',
    mobile_phone: '912345678',
  });
  expect({ status, body }).toMatchObject({
    status: 201,
    body: { mobile_phone: '912345678', is_member: false },
  });
  await create('bob@example.com');
  expect((await control('GET', '/customers')).body).toMatchObject([
    { id: body.id },
    { email: 'bob@example.com' },
  ]);
  expect((await control('GET', '/calls')).body).toMatchObject([{ method: 'POST', status: 201 }]);
  expect((await control('GET', '/notifications')).body).toHaveLength(1);
  expect(await control('DELETE', `/customers/${body.id}`)).toMatchObject({ status: 204 });
  expect(emails()).toEqual(['bob@example.com']);
  expect(await control('POST', '/reset')).toMatchObject({ status: 204 });
  expect([shop().customers(), shop().calls()]).toEqual([[], []]);
});
