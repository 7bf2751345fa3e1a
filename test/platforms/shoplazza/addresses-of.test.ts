import { describe, expect, it } from 'vitest';
import { addressesOf } from '../../../src/platforms/shoplazza/addresses.ts';
import type { AddressFact } from '../../../src/delivery/platform-port.ts';

const stamp = { time: 1, id: 'e-1' };
const address = (line: string, isDefault: boolean) => ({ address1: line, default: isDefault });
const fact = (key: string, value: AddressFact['address']): AddressFact => ({
  kind: 'address',
  key,
  stamp,
  address: value,
});
const [home, work] = [
  fact('address:1', address('1 Example Road', false)),
  fact('address:2', address('2 Example Road', false)),
];
const defaultHome = fact('address.default', address('1 Example Road', true));

describe('the addresses of facts', () => {
  it.each([
    ['before', [defaultHome, home, work]],
    ['between', [home, defaultHome, work]],
    ['after', [home, work, defaultHome]],
  ])('have the default once, marked, with its fact %s the others', (_, facts) => {
    expect(addressesOf(facts)).toEqual([defaultHome.address, work.address]);
  });

  it('end with a default address that is no other one', () => {
    expect(addressesOf([defaultHome, work])).toEqual([work.address, defaultHome.address]);
  });
});
