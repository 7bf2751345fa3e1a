import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/local/sandbox/fault.ts';
import type { Fact, Platform } from '../../../src/delivery/platform-port.ts';
import { aNormalSignup } from '../../support/platform-fixtures.ts';
import { openShoplazza } from './open-shoplazza.ts';

const ADA = { email: 'ada@example.com', name: 'Ada Lin' };
const HOME = { line1: '1 Example Road', city: 'Taipei', firstName: 'Ada', lastName: 'Lin' };

describe('adding addresses to a Shoplazza customer', () => {
  let shop: Awaited<ReturnType<typeof openShoplazza>>;
  let platform: Platform;
  beforeEach(async () => {
    shop = await openShoplazza();
    platform = shop.adapterOver(shop.callTo());
  });
  afterEach(async () => shop.close());

  const factsOf = (parts: Parameters<typeof aNormalSignup>[0]): readonly Fact[] =>
    platform.fit(aNormalSignup(parts)).facts;
  const calls = (): readonly string[] =>
    shop.sandbox.calls().map(({ method, route }) => `${method} ${route}`);

  it('moves the default address, through its own call when the address is already there', async () => {
    const id = shop.seed(ADA);
    const work = { ...HOME, line1: '2 Example Road' };
    const set = (addresses: object[]): Promise<unknown> =>
      platform.update(id, factsOf({ customer: { ...ADA, addresses } }));
    const defaults = (): unknown =>
      shop.sandbox.customers()[0]?.addresses.map((address) => [address.address1, address.default]);

    await set([HOME, { ...work, default: true }]);
    expect(defaults()).toEqual([
      ['1 Example Road', false],
      ['2 Example Road', true],
    ]);
    await set([{ ...HOME, default: true }]);
    expect(defaults()).toEqual([
      ['1 Example Road', true],
      ['2 Example Road', false],
    ]);
    expect(calls().at(-1)).toMatch(/^PUT .*\/default$/);
  });

  it('reports the default address when the shop neither sets it nor names the address', async () => {
    const id = shop.seed(ADA);
    const nameless: Fault = { kind: 'answer', status: 200, body: {}, afterWrite: true };
    shop.sandbox.set({ faults: ({ method }) => (method === 'POST' ? nameless : undefined) });
    const customer = { ...ADA, addresses: [{ ...HOME, default: true }] };
    expect(await platform.update(id, factsOf({ customer }))).toEqual({
      unheld: ['address.default'],
    });
  });

  it('adds an address once although the answer to the first try never came', async () => {
    const id = shop.seed(ADA);
    const facts = factsOf({ customer: { ...ADA, addresses: [HOME] } });
    shop.sandbox.set({ faults: [{ kind: 'reset', method: 'POST', afterWrite: true }] });
    await expect(platform.update(id, facts)).rejects.toMatchObject({ verdict: { kind: 'again' } });
    await platform.update(id, facts);
    expect(shop.sandbox.customers()[0]?.addresses).toHaveLength(1);
  });
});
