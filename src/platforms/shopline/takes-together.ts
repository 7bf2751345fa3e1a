import {
  validateShoplineCreateCustomer,
  validateShoplineUpdateCustomer,
} from '../../generated/shopline-validators.js';
import type { Fact, Fitted } from '../../delivery/platform-port.ts';
import { areDistinct } from '../are-distinct.ts';
import { bodyIssues } from '../body-issues.ts';
import { overwritesAll } from '../shared/body-checks.ts';
import { BIRTH_KEYS } from './birthday-fields.ts';
import { addressesOf, createBody } from './bodies.ts';
import { wholeUpdate } from './checks.ts';
import { isSameAddress } from './addresses.ts';

/** Whether SHOPLINE takes these signups as one; see `Platform.takesTogether`. */
export function takesTogether(all: readonly Fitted[], merged: Fitted): boolean {
  const everything = all.flatMap(({ facts }) => facts);
  return (
    overwritesAll(everything, merged.facts) &&
    hasOneBirthday(merged.facts) &&
    // Create Customer takes the same address in two spellings for two; an update after it would not.
    areDistinct(addressesOf(merged.facts), isSameAddress) &&
    bodyIssues(validateShoplineCreateCustomer, createBody(merged)).length === 0 &&
    bodyIssues(validateShoplineUpdateCustomer, wholeUpdate(merged)).length === 0
  );
}

/** Day and year are sent in one piece, and cleared so: those of two events would be taken for one birthday. */
function hasOneBirthday(facts: readonly Fact[]): boolean {
  const stamps = facts.filter(({ key }) => BIRTH_KEYS.has(key)).map(({ stamp }) => stamp);
  return new Set(stamps.map(({ time, id }) => `${time} ${id}`)).size < 2;
}
