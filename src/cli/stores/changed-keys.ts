import { leavesOf } from '../explain/leaves.ts';

/** What a new configuration changes, by paths and never by values. */
export interface ChangedKeys {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** Compares two configurations leaf by leaf. */
export function changedKeys(before: unknown, after: unknown): ChangedKeys {
  const old = leaves(before);
  const next = leaves(after);
  return {
    added: [...next.keys()].filter((path) => !old.has(path)),
    removed: [...old.keys()].filter((path) => !next.has(path)),
    changed: [...next].flatMap(([path, value]) =>
      old.has(path) && old.get(path) !== value ? [path] : [],
    ),
  };
}

const leaves = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(leavesOf(value).map((leaf) => [leaf.path.join('.'), leaf.value]));
