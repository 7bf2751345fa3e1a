import type { Prepared, SignupMessage, SignupMessages } from './prepared.ts';

/** After this many attempts a message goes alone. Its own event may be the cause, and must not delay other messages. */
const ALONE_AFTER = 3;

/** Consecutive messages: one that goes alone, or several that can be delivered as one. */
export type MergeableRun = { readonly alone: Prepared } | { readonly together: SignupMessages };

/**
 * Splits a group into runs. Consecutive messages go together if each has one new signup, with the same store, contacts
 * and trust.
 */
export function mergeableRunsOf(group: readonly Prepared[]): readonly MergeableRun[] {
  const runs: { readonly person: string | undefined; readonly items: Prepared[] }[] = [];
  for (const prepared of group) {
    const person = personOf(prepared);
    const last = runs.at(-1);
    if (last && person !== undefined && last.person === person) last.items.push(prepared);
    else runs.push({ person, items: [prepared] });
  }
  return runs.flatMap(({ items }) => mergeableRunOf(items));
}

function mergeableRunOf(items: readonly Prepared[]): readonly MergeableRun[] {
  const [first, ...others] = items.flatMap((prepared) => onlySignupOf(prepared) ?? []);
  if (first && others.length > 0) return [{ together: [first, ...others] }];
  return items.map((alone) => ({ alone }));
}

/** Identifies the person of a message that may be merged with others; undefined where it may not. */
function personOf(prepared: Prepared): string | undefined {
  const { ready: { signup } = {} } = onlySignupOf(prepared) ?? {};
  if (signup?.type !== 'customer.signed_up' || signup.proven !== undefined) return undefined;
  // It is compared with the shop, and others are not.
  if (signup.data.options?.keepNewer === true) return undefined;
  if (prepared.message.attempts >= ALONE_AFTER) return undefined;
  const contacts = signup.contacts.map(({ kind, value }) => `${kind} ${value}`);
  const { store, trust, reconsent = false } = signup;
  return JSON.stringify([store, trust, reconsent, ...new Set(contacts.toSorted())]);
}

/** The signup of a message that holds nothing else. */
function onlySignupOf({ message, parts }: Prepared): SignupMessage | undefined {
  const [part, ...others] = parts;
  return part && 'signup' in part && others.length === 0 ? { message, ready: part } : undefined;
}

interface PersonGroup<T> {
  readonly keys: ReadonlySet<string>;
  readonly items: readonly T[];
}

/**
 * Groups items that share a key, directly or through other items. Example: one event has the e-mail, another the phone,
 * a third both. An item without a key is its own group.
 */
export function groupsByPerson<T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): readonly (readonly T[])[] {
  let groups: readonly PersonGroup<T>[] = [];
  for (const item of items) {
    const keys = keysOf(item);
    const joined = groups.filter((group) => keys.some((key) => group.keys.has(key)));
    const merged: PersonGroup<T> = {
      keys: new Set([...joined.flatMap((group) => [...group.keys]), ...keys]),
      items: [...joined.flatMap((group) => group.items), item],
    };
    groups = [...groups.filter((group) => !joined.includes(group)), merged];
  }
  return groups.map((group) => group.items);
}
