import type { NormalSignup } from '../../event/signup.ts';
import { validateSignup } from '../../generated/signup-validators.js';
import { createBody as shoplazzaBody } from '../../platforms/shoplazza/bodies.ts';
import type { ShoplazzaVersion } from '../../platforms/versions.ts';
import { createBody as shoplineBody, factsAfterCreate } from '../../platforms/shopline/bodies.ts';
import type { Fitted, Platform } from '../../delivery/platform-port.ts';
import { validate } from '../../event/validate.ts';
import { alter, leavesOf, withLeaf } from './alter.ts';

/** The platform of a store; `version` for Shoplazza only. */
interface FittingPlatform extends Pick<Platform, 'name' | 'fit'> {
  readonly version: ShoplazzaVersion | undefined;
}

/** One request parameter of the shop. */
export interface SentParameter {
  /** `email`, `delivery_addresses.0.city`. */
  readonly parameter: string;
  readonly value: unknown;
  /** The request for a new customer that holds it: some shops accept some parameters only in an update. */
  readonly request: 'create' | 'update';
}

export interface SentFields {
  /** By path into the signup. */
  readonly of: ReadonlyMap<string, readonly SentParameter[]>;
  /** Sent by the relay itself, or because of the store's configuration. */
  readonly always: readonly SentParameter[];
  /** Paths into the signup. */
  readonly unheld: readonly string[];
}

type SentByName = ReadonlyMap<string, SentParameter>;
type Fit = (data: unknown) => SentByName;

/**
 * The parameters that a signup sends for a new customer, by field. Found by changing one field after the other, so that
 * the platform's mapping is not described a second time.
 *
 * @throws RejectedError `invalid_request`, as `fit` does.
 */
export function sentOf(signup: NormalSignup, platform: FittingPlatform): SentFields {
  const fitted = platform.fit(signup);
  const all = parametersOf(platform, fitted);
  const fit: Fit = (other) => {
    // The schema demands a contact. An event with the id of its source has none.
    const data =
      signup.contacts.length === 0
        ? { ...signup.data, customer: customerIn(other) }
        : validate(validateSignup, other, 'invalid_signup', 'the signup');
    return parametersOf(platform, platform.fit({ ...signup, data }));
  };
  const { store: _, ...fields } = signup.data;
  const of = new Map(
    leavesOf(fields).map(({ path, value }) => [
      path.join('.'),
      path[0] === platform.name
        ? verbatim(path, all)
        : changed(all, [alter(value), undefined], (other) =>
            fit(withLeaf(signup.data, path, other)),
          ),
    ]),
  );
  const used = new Set([...of.values()].flat());
  return { of, always: [...all.values()].filter((one) => !used.has(one)), unheld: fitted.unheld };
}

const customerIn = (data: unknown): NormalSignup['data']['customer'] =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a copy of a customer with one other value
  (data as NormalSignup['data']).customer;

/** Parameters in the platform's own section keep their names. */
const verbatim = ([, ...path]: readonly string[], all: SentByName): readonly SentParameter[] => {
  const own = all.get(path.join('.'));
  return own ? [own] : [];
};

/** The first other value that the platform accepts decides. */
function changed(
  all: SentByName,
  others: readonly unknown[],
  fit: (other: unknown) => SentByName,
): readonly SentParameter[] {
  for (const other of others) {
    try {
      const after = fit(other);
      return [...all.values()].filter(
        ({ parameter, value }) => after.get(parameter)?.value !== value,
      );
    } catch {
      // The platform needs the field, or rejects the other value.
    }
  }
  return [];
}

function parametersOf({ version }: FittingPlatform, fitted: Fitted): SentByName {
  const body = version ? shoplazzaBody(fitted, version).customer : shoplineBody(fitted);
  const later = version ? [] : factsAfterCreate(fitted.facts);
  const create = leavesOf(body).map(({ path, value }) => toSent(path, value, 'create'));
  const update = later
    .flatMap((fact) => (fact.kind === 'parameters' ? leavesOf(fact.parameters) : []))
    .map(({ path, value }) => toSent(path, value, 'update'));
  return new Map([...update, ...create].map((one) => [one.parameter, one]));
}

const toSent = (
  path: readonly string[],
  value: unknown,
  request: SentParameter['request'],
): SentParameter => ({ parameter: path.join('.'), value, request });
