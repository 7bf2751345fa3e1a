import type { Fact, Fitted } from '../../delivery/platform-port.ts';
import { RejectedError } from '../../event/errors.ts';
import { showIssue } from '../../event/issues.ts';
import type { NormalSignup } from '../../event/signup.ts';
import {
  validateShoplineCreateCustomer,
  validateShoplineUpdateCustomer,
} from '../../generated/shopline-validators.js';
import { areDistinct, bodyIssues, overwritesAll } from '../shared/body-checks.ts';
import { isSameAddress } from './addresses.ts';
import { addressesOf, createBody, tagsOf, updateBody } from './bodies.ts';
import { BIRTH_KEYS } from './facts.ts';
import { PARAMETERS } from './parameters.ts';

type Parameters = Readonly<Record<string, unknown>>;

interface Draft {
  readonly facts: readonly Fact[];
  readonly createOnly: Parameters;
}

/**
 * Checks every request body that this signup could lead to, before any call.
 *
 * @throws RejectedError `invalid_request`; pointers lead into the signup: `/shopline/…` for its verbatim parameters.
 */
export function checkBodies(signup: NormalSignup, draft: Draft): void {
  const verbatim = signup.data.shopline ?? {};
  const create = { ...createBody(draft), ...unmapped(verbatim) };
  const update = { ...wholeUpdate(draft), ...unmapped(verbatim) };
  const issues = [
    ...(signup.type === 'customer.signed_up'
      ? bodyIssues(validateShoplineCreateCustomer, create, signup.data)
      : []),
    ...bodyIssues(validateShoplineUpdateCustomer, update, signup.data),
  ].map(({ path, rule, expected }) => ({ path: pointerInto(verbatim, path), rule, expected }));
  const distinct = new Map(issues.map((issue) => [showIssue(issue), issue]));
  if (distinct.size === 0) return;
  const detail = `the request to SHOPLINE is not valid: ${[...distinct.keys()].slice(0, 5).join('; ')}`;
  throw new RejectedError('invalid_request', detail, { issues: [...distinct.values()] });
}

/** Tags and addresses travel in other forms, but the rules for them are those of Update Customer. */
function wholeUpdate({ facts }: Pick<Draft, 'facts'>): Parameters {
  return { ...updateBody(facts), tags: tagsOf(facts), delivery_addresses: addressesOf(facts) };
}

/** Verbatim parameters that are not in the facts as they were written: lists, and what nobody documents. */
function unmapped(verbatim: Parameters): Parameters {
  const entries = Object.entries(verbatim).filter(([name]) => {
    const clock = PARAMETERS.get(name)?.clock;
    return clock === undefined || clock === 'tags' || clock === 'addresses';
  });
  return Object.fromEntries(entries);
}

/** Canonical fields that are not called like their clock. */
const PLACES: ReadonlyMap<string, string> = new Map([
  ['tags', '/customer/tags'],
  ['addresses', '/customer/addresses'],
  ['createOnly', '/options'],
  ['consent.email', '/consent/email'],
  ['consent.sms', '/consent/sms'],
]);

/** From a pointer into a request body to a pointer into the signup that led to it. */
function pointerInto(verbatim: Parameters, pointer: string): string {
  const [, name = '', ...rest] = pointer.split('/');
  if (name === '') return Object.keys(verbatim).length > 0 ? '/shopline' : '';
  if (Object.hasOwn(verbatim, name)) return ['/shopline', name, ...rest].join('/');
  const clock = PARAMETERS.get(name)?.clock ?? '';
  return PLACES.get(clock) ?? `/customer/${clock}`;
}

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
