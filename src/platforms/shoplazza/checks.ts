import { isDeepStrictEqual } from 'node:util';
import type { Fact, Fitted } from '../../delivery/platform-port.ts';
import type { Issue } from '../../event/errors.ts';
import type { NormalSignup } from '../../event/signup.ts';
import { isRecord } from '../../util/is-record.ts';
import {
  validateShoplazzaCreateAddress,
  validateShoplazzaCreateAddressSince202506,
  validateShoplazzaCreateCustomer,
  validateShoplazzaCreateCustomerSince202506,
  validateShoplazzaUpdateCustomer,
  validateShoplazzaUpdateCustomerSince202506,
} from '../../generated/shoplazza-validators.js';
import { areDistinct, bodyIssues, overwritesAll, rejectIssues } from '../shared/checks.ts';
import type { RequestParameters } from '../shared/parameters.ts';
import type { ShoplazzaVersion } from '../versions.ts';
import { addressesOf, DEFAULT_ADDRESS, isSameAddress } from './addresses.ts';
import { addressBody, createBody, parametersOf } from './bodies.ts';
import { verbatimOf } from './overrides.ts';
import { isOnCreateOnly } from './parameters.ts';

/** The request schemas by the form of tags: versions with the same form have the same schemas. */
const SCHEMAS = {
  text: {
    create: validateShoplazzaCreateCustomer,
    update: validateShoplazzaUpdateCustomer,
    address: validateShoplazzaCreateAddress,
  },
  list: {
    create: validateShoplazzaCreateCustomerSince202506,
    update: validateShoplazzaUpdateCustomerSince202506,
    address: validateShoplazzaCreateAddressSince202506,
  },
} as const;

/**
 * Checks every request body that this signup could lead to, before any call.
 *
 * @throws RejectedError `invalid_request`; pointers lead into the signup: `/shoplazza/…` for its verbatim parameters.
 */
export function checkBodies(
  signup: NormalSignup,
  fitted: Fitted,
  { version }: { readonly version: ShoplazzaVersion },
): void {
  const schemas = SCHEMAS[version.tags];
  const verbatim = verbatimOf(signup);
  const isCreated = signup.type === 'customer.signed_up';
  const create = { ...createBody(fitted, version).customer, ...verbatim };
  const update = updatable(create);
  const issues = [
    ...(isCreated ? bodyIssues<unknown>(schemas.create, { customer: create }) : []),
    ...bodyIssues<unknown>(schemas.update, { customer: update }, create),
    // The check of the create body includes the addresses.
    ...(isCreated ? [] : addressIssues(fitted, verbatim, { about: create, version })),
    ...passwordIssues(create),
  ];
  rejectIssues('Shoplazza', issues, (path) => signupPointer(path, verbatim));
}

/** The parameters that Update Customer has, too. */
function updatable(parameters: RequestParameters): RequestParameters {
  const entries = Object.entries(parameters);
  return Object.fromEntries(
    entries.filter(([name]) => !isOnCreateOnly(name) && name !== 'addresses'),
  );
}

function addressIssues(
  { facts }: Fitted,
  { addresses }: RequestParameters,
  { about, version }: { readonly about: unknown; readonly version: ShoplazzaVersion },
): readonly Issue[] {
  if (addresses !== undefined && !Array.isArray(addresses)) {
    return [{ path: '/customer/addresses', rule: 'type', expected: 'must be a list' }];
  }
  const bodies: readonly unknown[] = addresses ?? addressesOf(facts);
  return bodies.flatMap((address, index) => {
    const body = isRecord(address) ? addressBody(address, version) : address;
    return bodyIssues<unknown>(SCHEMAS[version.tags].address, body, about).map(
      ({ path, rule, expected }) => ({
        path: `/customer/addresses/${index}${body === address ? path : path.replace(/^\/address/, '')}`,
        rule,
        expected,
      }),
    );
  });
}

/** JSON Schema cannot express this rule. */
function passwordIssues(parameters: RequestParameters): readonly Issue[] {
  const { password, password_confirmation: confirmation } = parameters;
  if (typeof password !== 'string' || typeof confirmation !== 'string') return [];
  if (password === confirmation) return [];
  const path = '/customer/password_confirmation';
  return [{ path, rule: 'equal', expected: 'must be equal to `password`' }];
}

/** Maps a pointer into a request body to a pointer into the signup. */
export function signupPointer(pointer: string, verbatim: RequestParameters): string {
  const [, , name = '', ...rest] = pointer.split('/');
  if (name === '') return Object.keys(verbatim).length > 0 ? '/shoplazza' : '/customer';
  const origin = Object.hasOwn(verbatim, name) ? '/shoplazza' : '/customer';
  return [origin, name, ...rest].join('/');
}

/** Whether Shoplazza takes these signups as one; see `Platform.takesTogether`. */
export function takesTogether(
  all: readonly Fitted[],
  merged: Fitted,
  version: ShoplazzaVersion,
): boolean {
  const schemas = SCHEMAS[version.tags];
  const [first = merged] = all;
  const { customer } = createBody(merged, version);
  // A newer default address does no harm: the older one stays among the addresses.
  const allFacts = all.flatMap(({ facts }) => facts).filter(({ key }) => key !== DEFAULT_ADDRESS);
  return (
    overwritesAll(allFacts, merged.facts) &&
    isDeepStrictEqual(fixedOf(first.facts), fixedOf(merged.facts)) &&
    // Before an address is added it is compared with the stored ones, and not with others of the same signup.
    areDistinct(addressesOf(merged.facts), isSameAddress) &&
    bodyIssues<unknown>(schemas.create, { customer }).length === 0 &&
    bodyIssues<unknown>(schemas.update, { customer: updatable(customer) }).length === 0
  );
}

/** The parameters that only create can carry: a later signup could not have changed them. */
function fixedOf(facts: readonly Fact[]): RequestParameters {
  const entries = Object.entries(parametersOf(facts));
  return Object.fromEntries(entries.filter(([name]) => isOnCreateOnly(name)));
}
