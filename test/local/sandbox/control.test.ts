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

it('edits a customer as shop staff do: only what is named, with a new time, and not as a call', async () => {
  const { body } = await create();
  const [before] = shop().customers();
  const edited = await control('PATCH', `/customers/${String(body.id)}`, {
    is_subscribed_marketing_email: true,
    name: 'Ada B.',
  });
  expect(edited).toMatchObject({ status: 200, body: { id: body.id, name: 'Ada B.' } });
  const [after] = shop().customers();
  expect(after).toEqual({
    ...before,
    is_subscribed_marketing_email: true,
    name: 'Ada B.',
    updated_at: after?.updated_at,
  });
  expect(Date.parse(after?.updated_at ?? '')).toBeGreaterThanOrEqual(
    Date.parse(before?.updated_at ?? ''),
  );
  expect(shop().calls()).toHaveLength(1);
});

it('takes a time that the edit names, and keeps it', async () => {
  const { body } = await create();
  const updated_at = '2020-01-02T03:04:05.000+00:00';
  await control('PATCH', `/customers/${String(body.id)}`, { updated_at });
  expect(shop().customers()).toMatchObject([{ updated_at }]);
});

it.each([{ id: 'another' }, { id: 1 }, ['name'], 'name'])(
  'refuses the edit %j and changes nothing',
  async (wrong) => {
    const { body } = await create();
    const before = shop().customers();
    const answer = await control('PATCH', `/customers/${String(body.id)}`, wrong);
    expect(answer.status).toBe(400);
    expect(shop().customers()).toEqual(before);
  },
);

it('answers 404 to the edit of a customer who is not there', async () => {
  expect((await control('PATCH', '/customers/nobody', { name: 'Ada' })).status).toBe(404);
  expect(shop().customers()).toEqual([]);
});
