type Json = Readonly<Record<string, unknown>>;
export type Place = readonly (string | number)[];

/** What costs most per character, each until it has so many bytes as JSON. */
const NASTY: readonly ((bytes: number) => string)[] = [
  (bytes) => `%${'25'.repeat(bytes / 2)}41`,
  (bytes) => `&${'amp;'.repeat(bytes / 4)}lt;`,
  (bytes) => `a${'\u0315\u0300'.repeat(bytes / 4)}`,
  (bytes) => '"\\'.repeat(bytes / 8),
  (bytes) => `${'ada.'.repeat(bytes / 8)}@${'a-.'.repeat(bytes / 8)}`,
  (bytes) => `+${'8 (-'.repeat(bytes / 4)}`,
  (bytes) => `a${'\t\n \u3000\u200B'.repeat(bytes / 14)}x`,
  (bytes) => `Yes${'.!'.repeat(bytes / 2)}x`,
  (bytes) => `1${'0'.repeat(bytes - 2)}x`,
  (bytes) => `a${'(<['.repeat(bytes / 3)}b`,
  (bytes) => `a${' '.repeat(bytes - 2)}b`,
  // Becomes eighteen characters in Unicode's compatible form.
  (bytes) => '\uFDFA'.repeat(bytes / 3),
];

/** How many texts of a kind there are. */
export const KINDS = NASTY.length + 1;

/** The n-th text of a kind: each content alone first, then all, beginning with another one each time. */
export function hostileText(n: number, bytes: number): string {
  const single = NASTY[n % KINDS];
  if (single) return single(bytes);
  const turned = NASTY.map((_, at) => NASTY[(at + n) % NASTY.length]);
  return turned.map((make) => make?.(bytes / NASTY.length)).join('');
}

/** Every place in documents of a schema where a text can stand, also one that is not described. */
export function textPlaces(schema: unknown): readonly Place[] {
  const places: Place[] = [];
  const walk = (node: unknown, place: Place): void => {
    if (node === true) places.push(place);
    if (typeof node !== 'object' || node === null || place.length > 12) return;
    const { $ref, type, properties, items, additionalProperties } = node as Json;
    if (typeof $ref === 'string') {
      // Another file is walked on its own.
      if ($ref.startsWith('#')) walk(byPointer(schema, $ref), place);
      return;
    }
    if (type === undefined || [type].flat().includes('string')) places.push(place);
    for (const [name, one] of Object.entries(properties ?? {})) walk(one, [...place, name]);
    walk(items, [...place, 0]);
    walk(additionalProperties, [...place, 'other']);
    for (const key of ['oneOf', 'anyOf', 'allOf']) {
      for (const one of ((node as Json)[key] ?? []) as readonly unknown[]) walk(one, place);
    }
  };
  walk(schema, []);
  return distinct(places.filter((place) => place.length > 0));
}

/** The place of every text in a document. */
export function textsIn(document: unknown, place: Place = []): readonly Place[] {
  if (typeof document === 'string') return [place];
  if (Array.isArray(document)) return document.flatMap((one, at) => textsIn(one, [...place, at]));
  return Object.entries(document ?? {}).flatMap(([key, one]) => textsIn(one, [...place, key]));
}

export const distinct = (places: readonly Place[]): readonly Place[] => [
  ...new Map(places.map((place) => [place.join('\n'), place])).values(),
];

const byPointer = (schema: unknown, ref: string): unknown =>
  ref
    .slice(2)
    .split('/')
    .reduce((node: unknown, name) => (node as Json)[name], schema);

/** A copy of a document with a value at a place, whatever stood on the way. */
export function placed(document: unknown, [key, ...rest]: Place, value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const list: unknown[] = Array.isArray(document) ? [...document] : [];
    list[key] = placed(list[key], rest, value);
    return list;
  }
  const record: Json =
    typeof document === 'object' && !Array.isArray(document) ? { ...document } : {};
  return { ...record, [key]: placed(record[key], rest, value) };
}
