import type { LeftOut } from '../event/left-out.ts';
import type { Contact } from '../event/signup.ts';
import type { Job, Outcome } from './job.ts';
import {
  type Clocks,
  type Fact,
  type ParameterFact,
  PlatformError,
  type Shown,
} from './platform-port.ts';
import { CREATION_MS, fromOf, hasFieldClocks, isOurs, type Look } from './shop-state.ts';

/** What the shop stores about a customer, as far as a fact is compared with it. */
export interface StoredRecord {
  /** Milliseconds since the epoch. */
  readonly updatedAt?: number | undefined;
  /** Whether a parameter has no value. False where the record does not show it. */
  readonly isEmpty: (parameter: string) => boolean;
  /** Whether the shop has the value of the fact already. */
  readonly holds: (fact: ParameterFact) => boolean;
}

/** Who wrote the record last. */
interface Writer {
  readonly clocks: Clocks;
  /** Whether it was the relay. Then the clock of a field tells when its value became true. */
  readonly isOurs: boolean;
}

/** Consents have rules of their own: a refusal always counts, and a grant needs a look anyway. Tags and addresses are only added. */
const isCompared = (fact: Fact): fact is ParameterFact =>
  fact.kind === 'parameters' && !fact.key.startsWith('consent.');

/**
 * The keys of facts that may be older than the shop's own value. The record was written after the fact became true, it
 * has another value, and no clock tells that an event set this value. The shop does not say which field was changed.
 */
export function olderThanShop(
  facts: readonly Fact[],
  record: StoredRecord,
  { clocks, isOurs: isKnown }: Writer,
): ReadonlySet<string> {
  const { updatedAt = Infinity } = record;
  const older = facts.filter(isCompared).filter((fact) => {
    const { key, stamp } = fact;
    if (stamp.time < (clocks[fromOf(key)]?.time ?? -Infinity)) return true;
    if (updatedAt <= stamp.time || (isKnown && clocks[key] !== undefined)) return false;
    return !Object.keys(fact.parameters).every(record.isEmpty) && !record.holds(fact);
  });
  const keys = new Set(older.map(({ key }) => key));
  // A year beside the day of another birthday would be a third birthday.
  const parts = facts.filter(({ key }) => keys.has(wholeOf(key)));
  return new Set([...keys, ...parts.map(({ key }) => key)]);
}

/** A look's record. @param contacts of the event. */
function recordOf(
  { updatedAt, values = {}, contacts: stored }: Shown,
  contacts: readonly Contact[],
): StoredRecord {
  const has = (contact: Contact): boolean =>
    stored.some(({ kind, value }) => kind === contact.kind && value === contact.value);
  return {
    updatedAt,
    isEmpty: (name) => Object.hasOwn(values, name) && comparableValue(values[name]) === '',
    holds: ({ key, parameters }) =>
      // Shops store phones in several spellings.
      isContactKey(key)
        ? contacts.some((contact) => contact.kind === key && has(contact))
        : Object.entries(parameters).every(
            ([name, value]) =>
              Object.hasOwn(values, name) &&
              comparableValue(values[name]) === comparableValue(value),
          ),
  };
}

export const isContactKey = (key: string): key is Contact['kind'] =>
  key === 'email' || key === 'phone';

/** One form of a value: shops write times in forms of their own. `''` is empty. */
export function comparableValue(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return value === null || value === undefined ? '' : jsonOf(value);
  const text = value.trim();
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

const jsonOf = (value: unknown): string => JSON.stringify(value) ?? '';

/** Facts without those that may be older than the shop's values, and the look that told it. */
interface KeptNewer {
  readonly facts: readonly Fact[];
  readonly leftOut: readonly LeftOut[];
  /** With the time of the record for what was left out. A later write of the relay hides that time in the shop. */
  readonly clocks: Clocks;
  readonly shown?: Shown;
}

/**
 * A list that says `keepNewer` never beats the shop: leaves out what differs from a record that was written later.
 *
 * @throws PlatformError `again`: the relay itself may be creating the customer. Its clocks are not recorded yet.
 */
export async function keepNewer(
  job: Job,
  facts: readonly Fact[],
  {
    id,
    leased: clocks,
    creatingSince,
  }: { readonly id: string; readonly leased: Clocks; readonly creatingSince?: number | undefined },
): Promise<KeptNewer> {
  const compared = facts.filter(isCompared);
  if (job.signup.data.options?.keepNewer !== true || compared.length === 0)
    return { facts, leftOut: [], clocks };
  const names = compared.flatMap(({ parameters }) => Object.keys(parameters));
  const shown = await job.platform.read(id, [...new Set(names)]);
  const look: Look = { id, shown, at: job.now(), creatingSince };
  const writer = { clocks, isOurs: isOurs(clocks, look) };
  const older = olderThanShop(facts, recordOf(shown, job.signup.contacts), writer);
  if (older.size > 0 && job.platform.refusesDuplicates && isYoung(look) && !hasFieldClocks(clocks))
    throw new PlatformError(
      { kind: 'again', retryAfterMs: 2_000 },
      'the shop wrote this customer a moment ago; waiting until its creator, if it is the relay, has recorded it',
    );
  const time = shown.updatedAt ?? look.at;
  const marks = [...older].map((key) => [fromOf(key), clocks[fromOf(key)] ?? { time, id: '' }]);
  return {
    facts: facts.filter(({ key }) => !older.has(key)),
    leftOut: leftOutOf(older),
    clocks: { ...clocks, ...Object.fromEntries(marks) },
    shown,
  };
}

/** A part that follows its whole is not named again. */
export const leftOutOf = (older: ReadonlySet<string>): readonly LeftOut[] =>
  [...older]
    .filter((key) => !key.includes('.') || !older.has(wholeOf(key)))
    .map((path) => ({ path, rule: 'shop_is_newer' }));

const wholeOf = (key: string): string => key.split('.')[0] ?? '';

const isYoung = ({ at, shown: { updatedAt = -Infinity } }: Look): boolean =>
  Math.abs(at - updatedAt) < CREATION_MS;

/** The contacts that may lead to the customer: one that was left out may be another person's by now. */
export const linkable = (
  contacts: readonly Contact[],
  { leftOut = [] }: Pick<Outcome, 'leftOut'>,
): readonly Contact[] =>
  contacts.filter(
    ({ kind }) => !leftOut.some(({ path, rule }) => path === kind && rule === 'shop_is_newer'),
  );
