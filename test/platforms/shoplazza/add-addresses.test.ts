import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/local/sandbox/fault.ts';
import { useShoplazza } from './use-shoplazza.ts';

const ADA = { email: 'ada@example.com', name: 'Ada Lin' };
const HOME = { line1: '1 Example Road', city: 'Taipei', firstName: 'Ada', lastName: 'Lin' };

describe('adding addresses to a Shoplazza customer', () => {
  const { shop, platform, seed, factsOf, calls } = useShoplazza();

  it('moves the default address, through its own call when the address is already there', async () => {
    const id = seed(ADA);
    const work = { ...HOME, line1: '2 Example Road' };
    const set = (addresses: object[]): Promise<unknown> =>
      platform().update(id, factsOf({ customer: { ...ADA, addresses } }));
    const defaults = (): unknown =>
      shop()
        .customers()[0]
        ?.addresses.map((address) => [address.address1, address.default]);

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
    const id = seed(ADA);
    const nameless: Fault = { kind: 'answer', status: 200, body: {}, afterWrite: true };
    shop().set({ faults: ({ method }) => (method === 'POST' ? nameless : undefined) });
    const customer = { ...ADA, addresses: [{ ...HOME, default: true }] };
    expect(await platform().update(id, factsOf({ customer }))).toEqual({
      unheld: ['address.default'],
    });
  });

  it('adds an address once although the answer to the first try never came', async () => {
    const id = seed(ADA);
    const facts = factsOf({ customer: { ...ADA, addresses: [HOME] } });
    shop().set({ faults: [{ kind: 'reset', method: 'POST', afterWrite: true }] });
    await expect(platform().update(id, facts)).rejects.toMatchObject({
      verdict: { kind: 'again' },
    });
    await platform().update(id, facts);
    expect(shop().customers()[0]?.addresses).toHaveLength(1);
  });
});
