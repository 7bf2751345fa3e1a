/** Numbers and truth values come as texts too: CloudFormation takes both. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const asTexts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(asText) : [];
