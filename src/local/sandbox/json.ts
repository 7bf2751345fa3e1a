/** An unknown JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object; false for `null`, lists and plain values. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
