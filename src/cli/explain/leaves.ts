/** A value that holds no further ones, and where it stands. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Every leaf of a JSON value, in its order; `undefined` is none. */
export function leavesOf(value: unknown, path: readonly string[] = []): readonly Leaf[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/** A copy with another value at one place; `undefined` leaves the place out. */
export function withLeaf(
  root: unknown,
  [key, ...rest]: readonly string[],
  value: unknown,
): unknown {
  if (key === undefined) return value;
  if (Array.isArray(root)) {
    const items = root.map((item: unknown, at) =>
      String(at) === key ? withLeaf(item, rest, value) : item,
    );
    return items.filter((item) => item !== undefined);
  }
  const entries = Object.entries(typeof root === 'object' && root !== null ? root : {});
  return Object.fromEntries(
    entries
      .map(([name, inner]) => [name, name === key ? withLeaf(inner, rest, value) : inner] as const)
      .filter(([, inner]) => inner !== undefined),
  );
}
