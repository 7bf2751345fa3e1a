/** The texts in a value of a form tool: one, several, none. Numbers become their digits, blanks are left out. */
export function toTexts(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values
    .map((one) => (typeof one === 'number' ? String(one) : one))
    .filter((one) => typeof one === 'string')
    .filter((text) => text.trim() !== '');
}
