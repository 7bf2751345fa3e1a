interface Lane<T> {
  readonly keys: ReadonlySet<string>;
  readonly items: readonly T[];
}

/**
 * Groups what shares a key, directly or through others: an e-mail here, a phone there, the same person.
 * What has no key stands alone.
 */
export function lanesOf<T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): readonly (readonly T[])[] {
  let lanes: readonly Lane<T>[] = [];
  for (const item of items) {
    const keys = keysOf(item);
    const joined = lanes.filter((lane) => keys.some((key) => lane.keys.has(key)));
    const lane: Lane<T> = {
      keys: new Set([...joined.flatMap((each) => [...each.keys]), ...keys]),
      items: [...joined.flatMap((each) => each.items), item],
    };
    lanes = [...lanes.filter((each) => !joined.includes(each)), lane];
  }
  return lanes.map((lane) => lane.items);
}
