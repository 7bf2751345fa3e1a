import { isJsonObject } from './sandbox/json.ts';

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
