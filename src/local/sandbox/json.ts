/** An unknown JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

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
