import { expect, it } from 'vitest';
import { startedShopline } from '../started-shopline.ts';

const { shop, send, create, stored } = startedShopline();

const manyTags = (count: number, prefix = 'tag') =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

const patch = async (id: string, tags: readonly string[], mode: string) =>
  send('PATCH', `/customers/${id}/tags`, { tags, update_mode: mode });

it('adds and removes tags', async () => {
  const id = await create({ email: 'a@example.com', tags: ['one'] });
  expect((await patch(id, ['two', 'one'], 'add')).body).toEqual({ tags: ['one', 'two'] });
  expect((await patch(id, ['one', 'x'], 'remove')).body).toEqual({ tags: ['two'] });
});

it.each([
  ['a short tag', ['ab'], 'add'],
  ['a long tag', ['x'.repeat(41)], 'add'],
  ['an unknown mode', ['abc'], 'set'],
])('refuses %s with 422', async (_, tags, mode) => {
  expect(await patch(await create({ email: 'a@example.com' }), tags, mode)).toMatchObject({
    status: 422,
  });
});

it('answers 200 and changes nothing beyond 60 tags', async () => {
  const id = await create({ email: 'a@example.com', tags: manyTags(60) });
  expect(await patch(id, ['one-more'], 'add')).toMatchObject({
    status: 200,
    body: { tags: manyTags(60) },
  });
  expect(await send('PUT', `/customers/${id}`, { tags: manyTags(61, 'new') })).toMatchObject({
    status: 200,
  });
  expect(stored()?.tags).toEqual(manyTags(60));
});

it('only app tokens may set the list', async () => {
  const id = await create({ email: 'a@example.com', tags: ['one'] });
  expect(await send('PUT', `/customers/${id}/tags`, { tags: ['two'] })).toMatchObject({
    status: 403,
  });
  shop().set({ tokenKind: 'app' });
  expect((await send('PUT', `/customers/${id}/tags`, { tags: ['two'] })).body).toEqual({
    tags: ['two'],
  });
});

it('sets the given channels', async () => {
  const id = await create({ email: 'a@example.com' });
  await send('PUT', `/customers/${id}/subscriptions`, { sms: false });
  expect(stored()).toMatchObject({
    is_subscribed_marketing_email: true,
    is_subscribed_marketing_sms: false,
  });
});

it.each([
  ['PATCH', '/tags', { tags: ['abc'], update_mode: 'add' }, 404],
  ['PUT', '/subscriptions', { sms: true }, 404],
])('%s %s answers for an unknown customer with 404', async (method, path, body, status) => {
  const answer = await send(method, `/customers/000000000000000000000000${path}`, body);
  expect(answer).toMatchObject({ status });
});

it.each([
  ['PATCH', '/tags', { update_mode: 'add' }],
  ['PATCH', '/tags', { tags: 'abc', update_mode: 'add' }],
  ['PUT', '/subscriptions', { sms: 1 }],
])('%s %s refuses %j with 422', async (method, path, body) => {
  const id = await create({ email: 'a@example.com' });
  expect(await send(method, `/customers/${id}${path}`, body)).toMatchObject({ status: 422 });
});
