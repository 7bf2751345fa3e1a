import type { AddressFact, Fact } from '../../delivery/platform-port.ts';
import { addressIdentity, DEFAULT_ADDRESS } from './addresses.ts';

/** The addresses that these facts ask for, each once; at most one of them has `default: true`. */
export function addressesOf(facts: readonly Fact[]): readonly AddressFact['address'][] {
  const addresses = facts.filter((fact) => fact.kind === 'address');
  // The fact about the default address repeats the address, and its word on `default` counts.
  const inOrder = [
    ...addresses.filter(({ key }) => key !== DEFAULT_ADDRESS),
    ...addresses.filter(({ key }) => key === DEFAULT_ADDRESS),
  ];
  return [...new Map(inOrder.map(({ address }) => [addressIdentity(address), address])).values()];
}
