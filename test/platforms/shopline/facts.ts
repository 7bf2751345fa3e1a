import type { Fact, Stamp } from '../../../src/delivery/platform-port.ts';
import { aNormalSignup } from '../../support/platform-fixtures.ts';

const { time, stampId } = aNormalSignup();

/** The stamp of the test signup. */
export const STAMP: Stamp = { time, id: stampId };

/** The content of the fact of one clock; `undefined` without such a fact. */
export function sentBy(facts: readonly Fact[], key: string): unknown {
  const fact = facts.find((one) => one.key === key);
  if (fact?.kind === 'tag') return fact.tag;
  return fact?.kind === 'address' ? fact.address : fact?.parameters;
}
