export const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '';

/** The texts of a list, in order; none if it is no list. */
export const listedTexts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter(isText) : [];

/** Only the members that are texts. */
export function some<K extends string>(
  members: Readonly<Record<K, unknown>>,
): { readonly [Name in K]?: string } {
  const texts = Object.entries(members).filter(([, value]) => isText(value));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the names are those of `members`
  return Object.fromEntries(texts) as { readonly [Name in K]?: string };
}
