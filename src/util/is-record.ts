type UnknownRecord = Readonly<Record<string, unknown>>;

/** Whether a value from outside is an object with members, and neither `null` nor a list. */
export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of an object; none where the value is no object. */
export const asRecord = (value: unknown): UnknownRecord => (isRecord(value) ? value : {});

/** The members of a JSON text; none where it is not the text of an object. */
export function parseRecord(text: string): UnknownRecord {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return {};
  }
}

/** An own member of an object or list; undefined where there is none. Inherited members do not count. */
export const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
