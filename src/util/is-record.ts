type UnknownRecord = Readonly<Record<string, unknown>>;

/** Whether a value from outside is an object, but neither `null` nor an array. */
export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of an object; none if the value is not an object. */
export const asRecord = (value: unknown): UnknownRecord => (isRecord(value) ? value : {});

/** The members of a JSON object in a text; none if the text holds no JSON object. */
export function parseRecord(text: string): UnknownRecord {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The members of an object or array; none of any other value. */
export const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

/** An own member of an object or array; undefined if there is none. Inherited members do not count. */
export const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
