import type { Fact, Stamp } from '../../../src/delivery/platform-port.ts';
import { aNormalSignup } from '../../support/platform-fixtures.ts';

const { time, stampId } = aNormalSignup();

/** The stamp of what the test signup says. */
export const STAMP: Stamp = { time, id: stampId };

/** What the fact of one clock would send; `undefined` when there is no such fact. */
export function sentBy(facts: readonly Fact[], key: string): unknown {
  const fact = facts.find((one) => one.key === key);
  if (fact?.kind === 'tag') return fact.tag;
  return fact?.kind === 'address' ? fact.address : fact?.parameters;
}
