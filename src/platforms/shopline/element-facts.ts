import type { NormalSignup } from '../../event/signup.ts';
import type { AddressFact, TagFact } from '../../delivery/platform-port.ts';
import { canonicalJson } from './canonical-json.ts';
import { stampOf } from '../shared/stamp-of.ts';

interface ElementContext {
  readonly signup: NormalSignup;
  /** Keyed hash: a key goes to the ledger, which holds no personal data. */
  readonly digest: (text: string) => string;
}

export function tagFact(tag: string, { signup, digest }: ElementContext): TagFact {
  const key = `tag:${digest(tag)}`;
  return { kind: 'tag', key, stamp: stampOf(signup, key), tag };
}

/** @param address in SHOPLINE's shape; the same address has the same key whatever the order of its fields. */
export function addressFact(
  address: Readonly<Record<string, unknown>>,
  { signup, digest }: ElementContext,
): AddressFact {
  const key = `address:${digest(canonicalJson(address))}`;
  return { kind: 'address', key, stamp: stampOf(signup, key), address };
}
