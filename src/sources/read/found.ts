import { createHash } from 'node:crypto';
import { RejectedError } from '../../event/errors.ts';
import { findExcess } from '../../event/validate.ts';
import type { SignupChannelConsent, SignupCustomer } from '../../generated/types.ts';
import { isRecord } from '../../util/is-record.ts';
import type { Found, FoundNothing, FoundSignup, UnclearConsent } from '../source.ts';

interface Reported {
  readonly id: string;
  readonly isNew: boolean;
  /** RFC 3339 with its zone. */
  readonly time: string | undefined;
  readonly customer: Readonly<Partial<SignupCustomer>>;
  readonly consent?: {
    readonly email?: SignupChannelConsent | undefined;
    readonly sms?: SignupChannelConsent | undefined;
  };
  readonly unclear?: readonly UnclearConsent[] | undefined;
  readonly vendorId?: string | undefined;
  /** What the tool calls the fields, by path. */
  readonly fields?: FoundSignup['fields'];
}

/** Something that is no signup. */
export const skipped = (id: string, why: string): FoundNothing => ({ kind: 'skipped', id, why });

/**
 * A signup from a tool's report. Without e-mail and phone it is skipped: the relay invents no contact.
 *
 * @throws RejectedError `invalid_delivery` for a refusal without a contact: it must not get lost.
 */
export function found(reported: Reported): Found {
  const { id, isNew, time, customer, consent, unclear, vendorId, fields } = reported;
  if (!customer.email && !customer.phone) {
    const isRefusal = [consent?.email, consent?.sms].some((said) => said?.state === 'denied');
    if (isRefusal) throw refusalWithoutContact();
    return skipped(id, 'it has neither an e-mail nor a phone');
  }
  const channels = known({ ...consent });
  return {
    kind: 'signup',
    type: isNew ? 'customer.signed_up' : 'customer.updated',
    id,
    ...known({ time, unclear, vendorId, fields }),
    data: { customer, ...(Object.keys(channels).length > 0 && { consent: channels }) },
  };
}

const refusalWithoutContact = (): RejectedError =>
  new RejectedError(
    'invalid_delivery',
    'the delivery is a refusal without e-mail and phone: look up the contact in the tool',
  );

/**
 * Reads the elements of a delivery one by one. An invalid element does not hold back the others.
 *
 * @param idOf of an element that cannot be read: any text that is the same on every repetition
 */
export function readEach<T>(
  elements: readonly T[],
  read: (element: T) => Found | readonly Found[],
  idOf: (element: T, index: number) => string,
): readonly Found[] {
  return elements.flatMap((element, index): Found | readonly Found[] => {
    try {
      return read(element);
    } catch (error) {
      if (!(error instanceof RejectedError)) throw error;
      return { kind: 'refused', id: idOf(element, index), error };
    }
  });
}

/** A longer list is checked as a whole and rejected. */
export const MAX_ELEMENTS = 5_000;

/** The elements of a delivery's list; `undefined` where it has none that can be taken apart. */
export function elementsOf(delivery: unknown, key: string): readonly unknown[] | undefined {
  const list = isRecord(delivery) ? delivery[key] : undefined;
  return Array.isArray(list) && list.length <= MAX_ELEMENTS ? list : undefined;
}

/**
 * A part of a record for each of its elements: copies of the whole would be thousands times thousands of members.
 *
 * @param names of the members that are read.
 */
export const partOf = (
  record: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(record, name) ? [[name, record[name]] as const] : [])),
  );

/** The id of an element that has none: its content. One that is too large to be read has its place only. */
export const hashOf = (element: unknown, place = 0): string =>
  findExcess(element) ? `element-${place}` : hashed(element);

const hashed = (element: unknown): string =>
  createHash('sha256').update(JSON.stringify(element)).digest('hex').slice(0, 32);

/** A record without the fields that are not known. */
type Known<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is `undefined`: in a signup absent means "not known", and `undefined` is no JSON. */
export function known<T extends object>(fields: T): Known<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `fromEntries` forgets the names
  return Object.fromEntries(entries) as Known<T>;
}

/** A consent, and when it was given, where the tool says so. */
export const consentOf = (
  state: SignupChannelConsent['state'] | undefined,
  at?: string,
): SignupChannelConsent | undefined => state && { state, ...known({ at }) };

/**
 * How long a new record is still being filled in, in milliseconds. At a counter the record is made first, and gets its
 * e-mail a little later.
 */
const SIGN_UP_MS = 600_000;

/**
 * Whether a change of a record still belongs to its making. Later changes update customers whom the shop knows and
 * never create one.
 */
export function isSignUp(createdAt: string | undefined, updatedAt: string | undefined): boolean {
  // Square rounds one of the two to the second: it may be the earlier one.
  return Math.abs(Date.parse(updatedAt ?? '') - Date.parse(createdAt ?? '')) <= SIGN_UP_MS;
}

/** An e-mail within an identifier: the same for the same address, whatever its case, and not to be read. */
export const sha256 = (email: string): string =>
  createHash('sha256').update(email.trim().toLowerCase()).digest('hex').slice(0, 32);

/** The shop's id of a customer. It becomes part of ledger keys, so only safe characters count. */
export function recordId(value: unknown): string | undefined {
  const id = typeof value === 'number' ? String(value) : value;
  return typeof id === 'string' && /^[\w-]{1,128}$/.test(id) ? id : undefined;
}
