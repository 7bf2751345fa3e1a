import type { AddressFact, TagFact } from '../../delivery/platform-port.ts';
import type { NormalSignup } from '../../event/signup.ts';
import { stampOf } from '../shared/stamp-of.ts';
import { isRecord } from '../../util/is-record.ts';

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

/** JSON whose text does not depend on the order in which members were written. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    isRecord(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
