import { expect, it } from 'vitest';
import { startedShopline } from './started-shopline.ts';

const { shop, send } = startedShopline();
const create = async (email = 'ada@example.com') => send('POST', '/customers', { email });
const emails = () =>
  shop()
    .customers()
    .map(({ email }) => email);

it('aborts waiting requests before they write', async () => {
  shop().set({ latencyMs: 60_000, faults: [{ kind: 'pass' }] });
  const late = create().catch(() => 'cut off');
  await expect.poll(() => shop().calls()).toHaveLength(1);
  await shop().close();
  expect([await late, emails()]).toEqual(['cut off', []]);
});

it('ends silences', async () => {
  shop().set({ faults: [{ kind: 'silence', afterWrite: true }] });
  const silent = create().catch(() => 'cut off');
  await expect.poll(() => shop().customers()).toHaveLength(1);
  await shop().close();
  expect(await silent).toBe('cut off');
});
