import type { Deliveries, Delivery } from './deliver.ts';
import type { Prepared } from './prepared.ts';

/**
 * A message that was tried as often goes alone: what fails again and again may be the fault of its event, and its
 * neighbours shall not wait for it.
 */
const ALONE_AFTER = 3;

/** Messages in a row: one that goes alone, or several that can be delivered as one. */
export type MergeableRun = { readonly alone: Prepared } | { readonly together: Deliveries };

/** A lane in pieces: together go messages in a row of one new signup each, for one store, with the same contacts. */
export function mergeableRunsOf(lane: readonly Prepared[]): readonly MergeableRun[] {
  const rows: { readonly person: string | undefined; readonly items: Prepared[] }[] = [];
  for (const prepared of lane) {
    const person = personOf(prepared);
    const last = rows.at(-1);
    if (last && person !== undefined && last.person === person) last.items.push(prepared);
    else rows.push({ person, items: [prepared] });
  }
  return rows.flatMap(({ items }) => mergeableRunOf(items));
}

function mergeableRunOf(row: readonly Prepared[]): readonly MergeableRun[] {
  const [first, ...others] = row.flatMap((prepared) => deliveryOf(prepared) ?? []);
  if (first && others.length > 0) return [{ together: [first, ...others] }];
  return row.map((alone) => ({ alone }));
}

/** Whom a message is about, where it can be delivered with others. */
function personOf(prepared: Prepared): string | undefined {
  const { ready: { signup } = {} } = deliveryOf(prepared) ?? {};
  if (signup?.type !== 'customer.signed_up') return undefined;
  if (prepared.message.attempts >= ALONE_AFTER) return undefined;
  const contacts = signup.contacts.map(({ kind, value }) => `${kind} ${value}`);
  return JSON.stringify([signup.store, ...new Set(contacts.toSorted())]);
}

/** A message that holds one signup and nothing else. */
function deliveryOf({ message, parts }: Prepared): Delivery | undefined {
  const [part, ...others] = parts;
  return part && 'signup' in part && others.length === 0 ? { message, ready: part } : undefined;
}

interface PersonGroup<T> {
  readonly keys: ReadonlySet<string>;
  readonly items: readonly T[];
}

/**
 * Groups what shares a key, directly or through others: an e-mail here, a phone there, the same person.
 * What has no key stands alone.
 */
export function groupsByPerson<T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): readonly (readonly T[])[] {
  let groups: readonly PersonGroup<T>[] = [];
  for (const item of items) {
    const keys = keysOf(item);
    const joined = groups.filter((lane) => keys.some((key) => lane.keys.has(key)));
    const lane: PersonGroup<T> = {
      keys: new Set([...joined.flatMap((each) => [...each.keys]), ...keys]),
      items: [...joined.flatMap((each) => each.items), item],
    };
    groups = [...groups.filter((each) => !joined.includes(each)), lane];
  }
  return groups.map((lane) => lane.items);
}
