/** An unknown JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object; false for `null`, lists and plain values. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A query string as fastify parses it: a repeated name holds a list. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

export function listOf(value: Query[string]): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** The value of a name, the last one where it is repeated. */
export function textOf(value: Query[string]): string | undefined {
  return listOf(value).at(-1);
}

/** A whole number from `least` up; `otherwise` where it is missing or no such number. */
export function countOf(value: Query[string], otherwise: number, least = 1): number {
  const count = Number(textOf(value) ?? '');
  return Number.isInteger(count) && count >= least ? count : otherwise;
}

/** The fields of an object; none where the value is no object. */
export const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  isJsonObject(value) ? value : {};

/** The fields of a JSON text; none where it is not the text of an object. */
export function parseRecord(text: string): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return {};
  }
}
