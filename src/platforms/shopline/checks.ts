import type { Fact, Fitted } from '../../delivery/platform-port.ts';
import type { NormalSignup } from '../../event/signup.ts';
import {
  validateShoplineCreateCustomer,
  validateShoplineUpdateCustomer,
} from '../../generated/shopline-validators.js';
import { areDistinct, bodyIssues, overwritesAll, rejectIssues } from '../shared/checks.ts';
import { tagsAmong } from '../shared/facts.ts';
import type { RequestParameters } from '../shared/parameters.ts';
import { isSameAddress } from './addresses.ts';
import { addressesOf, createBody, updateBody } from './bodies.ts';
import { BIRTHDAY_CLOCKS } from './facts.ts';
import { verbatimOf } from './overrides.ts';
import { PARAMETERS } from './parameters.ts';

/**
 * Checks every request body that this signup could lead to, before any call.
 *
 * @throws RejectedError `invalid_request`; pointers lead into the signup: `/shopline/…` for its verbatim parameters.
 */
export function checkBodies(signup: NormalSignup, fitted: Fitted): void {
  const verbatim = verbatimOf(signup);
  const asWritten = unmapped(verbatim);
  const isCreated = signup.type === 'customer.signed_up';
  const create = { ...createBody(fitted), ...asWritten };
  const update = { ...wholeUpdate(fitted), ...asWritten };
  const issues = [
    ...(isCreated ? bodyIssues(validateShoplineCreateCustomer, create, signup.data) : []),
    ...bodyIssues(validateShoplineUpdateCustomer, update, signup.data),
  ];
  rejectIssues('SHOPLINE', issues, (path) => signupPointer(path, verbatim));
}

/** Update Customer with tags and addresses: they are sent in other ways, but under the same rules. */
function wholeUpdate({ facts }: Pick<Fitted, 'facts'>): RequestParameters {
  return { ...updateBody(facts), tags: tagsAmong(facts), delivery_addresses: addressesOf(facts) };
}

/** Verbatim parameters that the facts do not hold as written: lists, and undocumented parameters. */
function unmapped(verbatim: RequestParameters): RequestParameters {
  const entries = Object.entries(verbatim).filter(([name]) => {
    const clock = PARAMETERS.get(name)?.clock;
    return clock === undefined || clock === 'tags' || clock === 'addresses';
  });
  return Object.fromEntries(entries);
}

/** Canonical fields that are not named like their clock. */
const PLACES: ReadonlyMap<string, string> = new Map([
  ['tags', '/customer/tags'],
  ['addresses', '/customer/addresses'],
  ['createOnly', '/options'],
  ['consent.email', '/consent/email'],
  ['consent.sms', '/consent/sms'],
]);

/** Maps a pointer into a request body to a pointer into the signup. */
function signupPointer(pointer: string, verbatim: RequestParameters): string {
  const [, name = '', ...rest] = pointer.split('/');
  if (name === '') return Object.keys(verbatim).length > 0 ? '/shopline' : '';
  if (Object.hasOwn(verbatim, name)) return ['/shopline', name, ...rest].join('/');
  const clock = PARAMETERS.get(name)?.clock ?? '';
  return PLACES.get(clock) ?? `/customer/${clock}`;
}

/** Whether SHOPLINE takes these signups as one; see `Platform.takesTogether`. */
export function takesTogether(all: readonly Fitted[], merged: Fitted): boolean {
  const allFacts = all.flatMap(({ facts }) => facts);
  return (
    overwritesAll(allFacts, merged.facts) &&
    hasOneBirthday(merged.facts) &&
    // Create Customer stores an address in two spellings twice; an update after it would not add the second.
    areDistinct(addressesOf(merged.facts), isSameAddress) &&
    bodyIssues(validateShoplineCreateCustomer, createBody(merged)).length === 0 &&
    bodyIssues(validateShoplineUpdateCustomer, wholeUpdate(merged)).length === 0
  );
}

/** Day and year are sent and cleared together, so those of two events would become one birthday. */
function hasOneBirthday(facts: readonly Fact[]): boolean {
  const stamps = facts.filter(({ key }) => BIRTHDAY_CLOCKS.has(key)).map(({ stamp }) => stamp);
  return new Set(stamps.map(({ time, id }) => `${time} ${id}`)).size < 2;
}
