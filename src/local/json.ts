/** An unknown JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
