import type { StoreConsentField, StoreSource } from '../../generated/types.ts';

type Fields = NonNullable<StoreSource['fields']>;
type Field = Fields[string];

/** What the tool calls the field that `fields` name; of a consent field without its lists of answers. */
export const referenceOf = (field: Field): string =>
  typeof field === 'string' ? field : field.field;

/** The source's `fields`, each with the tool's reference only. */
export const referencesOf = (fields: Fields = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).map(([path, field]) => [path, referenceOf(field)]));

/** The listed answers of a consent field; absent where `fields` name it without lists. */
export function listsOf(
  fields: Fields = {},
  channel: 'email' | 'sms',
): Pick<StoreConsentField, 'granted' | 'denied'> | undefined {
  const field = fields[`consent.${channel}`];
  return typeof field === 'object' ? field : undefined;
}
