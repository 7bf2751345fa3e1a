import { RejectedError } from '../../event/errors.ts';
import type { LeftOut } from '../../event/left-out.ts';
import { findExcess, validate } from '../../event/validate.ts';
import type { Validator } from '../../generated/validators.js';
import { memberOf } from '../../util/is-record.ts';
import type { Found, FoundSignup } from '../source.ts';

/** What a tool calls the fields, by path into the signup. A name counts from its end: `address.country`. */
type Names = NonNullable<FoundSignup['fields']>;

/**
 * Checks what a tool posted, and reads it. A member of a wrong kind does not hold back the rest, if it stands for a field
 * of the signup: a whole number becomes its digits, and anything else is left out. If another member is wrong, the
 * delivery becomes a dead letter, but the refusals in it are read first: they must arrive.
 *
 * @throws RejectedError `invalid_delivery` if nothing of it can be used; names the place, never the value.
 */
export function readPosted<T>(
  validator: Validator<T>,
  posted: unknown,
  names: Names,
  read: (valid: T) => readonly Found[],
): readonly Found[] {
  let valid: T;
  try {
    valid = validate(validator, posted, 'invalid_delivery', 'the delivery');
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    return readMended(mend(validator, posted, names), { error, names, read });
  }
  return read(valid);
}

interface Broken<T> {
  readonly error: RejectedError;
  readonly names: Names;
  readonly read: (valid: T) => readonly Found[];
}

function readMended<T>(
  mended: Mended<T> | undefined,
  { error, names, read }: Broken<T>,
): readonly Found[] {
  if (mended === undefined) throw error;
  const paths = mended.without.map((place) => pathOf(place, names));
  const parts = paths.flatMap((path) => path ?? []);
  const isFatal = parts.length < paths.length;
  const isContactLost = parts.some((path) => path === 'email' || path === 'phone');
  const found = readOr(error, () => read(mended.value));
  // An element that was left out of a list would be lost.
  if (isFatal && found.length === 0) throw error;
  return found.map((one) => {
    if (one.kind === 'signup' && (!isFatal || hasRefusal(one))) {
      const leftOut = parts.map((path): LeftOut => ({ path, rule: 'wrong_form' }));
      const all = [...(one.leftOut ?? []), ...leftOut];
      const flaw = { error, isFatal };
      return Object.assign({}, one, { flaw }, all.length > 0 && { leftOut: all });
    }
    // Without its contact a signup looks like nothing.
    if (isFatal || isContactLost) throw error;
    return one;
  });
}

/** A delivery that was mended shows its first mistake, not one that the mending made. */
function readOr(error: RejectedError, read: () => readonly Found[]): readonly Found[] {
  try {
    return read();
  } catch (other) {
    throw other instanceof RejectedError ? error : other;
  }
}

const hasRefusal = ({ data: { consent } }: FoundSignup): boolean =>
  [consent?.email, consent?.sms].some((said) => said?.state === 'denied');

interface Mended<T> {
  readonly value: T;
  /** JSON Pointers of the members that were left out. */
  readonly without: readonly string[];
}

/** Each round mends every member that breaks a rule. A member inside another one can show in the next round. */
const ROUNDS = 4;

/** With more mistakes it is not what the tool posts. */
const MOST_ERRORS = 100;

/** A copy that the schema accepts; undefined if that needs a member which is not there. */
function mend<T>(validator: Validator<T>, posted: unknown, names: Names): Mended<T> | undefined {
  if (findExcess(posted)) return undefined;
  const copy: unknown = structuredClone(posted);
  const without = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    if (validator(copy)) return { value: copy, without: [...without] };
    const errors = validator.errors ?? [];
    if (errors.length > MOST_ERRORS) return undefined;
    const lists = new Set<unknown[]>();
    for (const { instancePath, keyword, params } of errors) {
      if (instancePath === '') return undefined;
      const place = placeOf(copy, instancePath);
      if (place === undefined) continue;
      const { holder, name, value } = place;
      const isText = keyword === 'type' && String(params['type']).split(',').includes('string');
      const path = isText && Number.isSafeInteger(value) ? pathOf(instancePath, names) : undefined;
      if (path !== undefined && path !== 'email') {
        Reflect.set(holder, name, String(value));
        continue;
      }
      without.add(instancePath);
      if (Array.isArray(holder)) lists.add(holder);
      Reflect.deleteProperty(holder, name);
    }
    // A deleted element leaves a hole.
    for (const list of lists) list.splice(0, list.length, ...Object.values(list));
  }
  return undefined;
}

interface Place {
  readonly holder: object;
  readonly name: string;
  readonly value: unknown;
}

/** Undefined if the member is gone: another rule took it in the same round. */
function placeOf(root: unknown, pointer: string): Place | undefined {
  const path = pointer.split('/').slice(1).map(unescape);
  const name = path.pop() ?? '';
  let holder = root;
  for (const key of path) holder = memberOf(holder, key);
  const value = memberOf(holder, name);
  return typeof holder === 'object' && holder !== null && value !== undefined
    ? { holder, name, value }
    : undefined;
}

const unescape = (segment: string): string => segment.replaceAll('~1', '/').replaceAll('~0', '~');

/** The place of a signup that a member stands for, by what the tool calls it. Positions in lists are kept. */
function pathOf(pointer: string, names: Names): string | undefined {
  const place = pointer.split('/').slice(1).map(unescape).join('.');
  const [at = '0'] = /(?<=\.|^)\d+(?=\.|$)/.exec(place) ?? [];
  const anyPlace = `.${place.replace(/(?<=\.|^)\d+(?=\.|$)/g, '0')}`;
  const [path] = Object.entries(names).find(([, name]) => anyPlace.endsWith(`.${name}`)) ?? [];
  return path?.replace('addresses.0', () => `addresses.${at}`);
}
