import { expect, it } from 'vitest';
import { createShoplineSandbox } from '../../../src/local/sandbox/shopline/create-shopline-sandbox.ts';
import { shopClient, SHOPLINE_TOKEN } from './shop-client.ts';
import { startedShopline } from './started-shopline.ts';

const { shop, send } = startedShopline();
const create = async (email = 'ada@example.com') => send('POST', '/customers', { email });

it('has no address before it listens', () => {
  expect(() => createShoplineSandbox().baseUrl).toThrow('listen');
});

it('listens on 127.0.0.1 only', () => {
  expect(new URL(shop().baseUrl).hostname).toBe('127.0.0.1');
});

it('removes a customer', async () => {
  const { body } = await create();
  expect([shop().remove(body.id), shop().remove(body.id)]).toEqual([true, false]);
  expect(await send('GET', `/customers/${body.id}`)).toMatchObject({ status: 404 });
});

it('reset restores the initial knobs and the initial fault queue', async () => {
  const first = createShoplineSandbox({
    knobs: { faults: [{ kind: 'answer', status: 503 }], unique: true },
  });
  const call = shopClient(() => first.baseUrl, SHOPLINE_TOKEN);
  await first.listen();
  const statuses = async () => [
    (await call('GET', '/customers')).status,
    (await call('POST', '/customers', { email: 'ada@example.com' })).status,
  ];
  expect(await statuses()).toEqual([503, 201]);
  first.set({ unique: false });
  first.reset();
  expect([first.customers(), first.calls(), first.notifications(), first.knobs().unique]).toEqual([
    [],
    [],
    [],
    true,
  ]);
  expect(await statuses()).toEqual([503, 201]);
  await first.close();
});
