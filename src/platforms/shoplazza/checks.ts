import { isDeepStrictEqual } from 'node:util';
import type { Fact, Fitted } from '../../delivery/platform-port.ts';
import { type Issue, RejectedError } from '../../event/errors.ts';
import { showIssue } from '../../event/issues.ts';
import type { NormalSignup } from '../../event/signup.ts';
import {
  validateShoplazzaCreateAddress,
  validateShoplazzaCreateCustomer,
  validateShoplazzaUpdateCustomer,
} from '../../generated/shoplazza-validators.js';
import { areDistinct, bodyIssues, overwritesAll } from '../shared/body-checks.ts';
import { addressesOf, DEFAULT_ADDRESS, isSameAddress } from './addresses.ts';
import { createBody } from './bodies.ts';
import { type Overrides, signupPointer } from './overrides.ts';
import { CREATE_ONLY, parametersOf } from './parameters.ts';

/** Broken rules that the one-line detail spells out; the error itself carries all. */
const SHOWN_ISSUES = 5;

/**
 * Checks every request body that this signup could lead to, before any call.
 *
 * @param mapped what the mapping made, without what the overrides replace.
 * @throws RejectedError `invalid_request`; pointers lead into the signup: `/shoplazza/…` for its verbatim parameters.
 */
export function checkRequests(
  type: NormalSignup['type'],
  mapped: Fitted,
  overrides: Overrides,
): void {
  const create = { ...createBody(mapped).customer, ...overrides };
  const isCreated = type === 'customer.signed_up';
  const found = [
    ...(isCreated ? bodyIssues(validateShoplazzaCreateCustomer, { customer: create }) : []),
    ...bodyIssues(validateShoplazzaUpdateCustomer, { customer: updatable(create) }, create),
    // For a new customer they have just been checked as part of the body.
    ...(isCreated ? [] : addressIssues(mapped, overrides, create)),
    ...passwordIssues(create),
  ].map((issue) => at(signupPointer(issue.path, overrides), issue));
  const distinct = new Map(found.map((issue) => [showIssue(issue), issue]));
  if (distinct.size === 0) return;
  const shown = [...distinct.keys()].slice(0, SHOWN_ISSUES);
  const more = distinct.size - shown.length;
  const detail = [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('; ');
  throw new RejectedError('invalid_request', `the request to Shoplazza is not valid: ${detail}`, {
    issues: [...distinct.values()],
  });
}

/** Body parameters that Update Customer has, too. */
function updatable(parameters: Overrides): Overrides {
  const entries = Object.entries(parameters);
  return Object.fromEntries(
    entries.filter(([name]) => !CREATE_ONLY.has(name) && name !== 'addresses'),
  );
}

function addressIssues(
  { facts }: Fitted,
  { addresses }: Overrides,
  create: Overrides,
): readonly Issue[] {
  if (addresses !== undefined && !Array.isArray(addresses)) {
    return [{ path: '/customer/addresses', rule: 'type', expected: 'must be a list' }];
  }
  const bodies: readonly unknown[] = addresses ?? addressesOf(facts);
  return bodies.flatMap((address, index) =>
    bodyIssues(validateShoplazzaCreateAddress, address, create).map((issue) =>
      at(`/customer/addresses/${index}${issue.path}`, issue),
    ),
  );
}

/** The one rule that JSON Schema cannot say. */
function passwordIssues(parameters: Overrides): readonly Issue[] {
  const { password, password_confirmation: confirmation } = parameters;
  if (typeof password !== 'string' || typeof confirmation !== 'string') return [];
  if (password === confirmation) return [];
  const path = '/customer/password_confirmation';
  return [{ path, rule: 'equal', expected: 'must be equal to `password`' }];
}

function at(path: string, { rule, expected }: Issue): Issue {
  return { path, rule, expected };
}

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
