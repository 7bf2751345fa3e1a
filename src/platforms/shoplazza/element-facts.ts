import type { NormalSignup } from '../../event/signup.ts';
import type { AddressFact, TagFact } from '../../delivery/platform-port.ts';
import { addressIdentity, DEFAULT_ADDRESS } from './addresses.ts';
import { stampOf } from '../shared/stamp-of.ts';

interface ElementContext {
  readonly signup: NormalSignup;
  /** Keyed hash: a key goes to the ledger, which holds no personal data. */
  readonly digest: (text: string) => string;
}

/** One fact per tag, each with a clock of its own. */
export function tagFacts(
  tags: readonly string[],
  { signup, digest }: ElementContext,
): readonly TagFact[] {
  return [...new Set(tags)].map((tag) => {
    const key = `tag:${digest(tag)}`;
    return { kind: 'tag', key, stamp: stampOf(signup, key), tag };
  });
}

/**
 * One fact per address, and one for the default address: which one that is has a clock of its own, so that a late old
 * event adds its address without making it the default again. The first address with `default: true` counts.
 *
 * `default` is always explicit: left out, it is true inside create and false on the address resource.
 *
 * @param addresses in Shoplazza's shape.
 */
export function addressFacts(
  addresses: readonly Readonly<Record<string, unknown>>[],
  { signup, digest }: ElementContext,
): readonly AddressFact[] {
  const byKey = new Map<string, AddressFact>();
  const add = (key: string, address: AddressFact['address']): void =>
    void byKey.set(key, { kind: 'address', key, stamp: stampOf(signup, key), address });
  for (const address of addresses) {
    add(`address:${digest(addressIdentity(address))}`, { ...address, default: false });
  }
  const chosen = addresses.find((address) => address['default'] === true);
  if (chosen) add(DEFAULT_ADDRESS, { ...chosen, default: true });
  return [...byKey.values()];
}
