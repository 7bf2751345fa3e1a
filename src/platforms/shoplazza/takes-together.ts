import { isDeepStrictEqual } from 'node:util';
import {
  validateShoplazzaCreateCustomer,
  validateShoplazzaUpdateCustomer,
} from '../../generated/shoplazza-validators.js';
import type { Fact, Fitted } from '../../delivery/platform-port.ts';
import { areDistinct } from '../are-distinct.ts';
import { bodyIssues } from '../body-issues.ts';
import { overwritesAll } from '../shared/body-checks.ts';
import { addressesOf } from './addresses-of.ts';
import { updatable } from './checks.ts';
import { createBody } from './bodies.ts';
import { CREATE_ONLY, parametersOf } from './parameters.ts';
import { DEFAULT_ADDRESS, isSameAddress } from './addresses.ts';

/** Whether Shoplazza takes these signups as one; see `Platform.takesTogether`. */
export function takesTogether(all: readonly Fitted[], merged: Fitted): boolean {
  const [first = merged] = all;
  const { customer } = createBody(merged);
  // Which address is the default one may change: the address that was it stays among the others.
  const others = all.flatMap(({ facts }) => facts).filter(({ key }) => key !== DEFAULT_ADDRESS);
  return (
    overwritesAll(others, merged.facts) &&
    isDeepStrictEqual(fixedOf(first.facts), fixedOf(merged.facts)) &&
    // An address is looked for among the stored ones before it is added, not among those that come with it.
    areDistinct(addressesOf(merged.facts), isSameAddress) &&
    bodyIssues(validateShoplazzaCreateCustomer, { customer }).length === 0 &&
    bodyIssues(validateShoplazzaUpdateCustomer, { customer: updatable(customer) }).length === 0
  );
}

/** What only create can carry: a later signup could not have changed it. */
function fixedOf(facts: readonly Fact[]): Readonly<Record<string, unknown>> {
  const entries = Object.entries(parametersOf(facts));
  return Object.fromEntries(entries.filter(([name]) => CREATE_ONLY.has(name)));
}
