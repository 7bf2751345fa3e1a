import { isRecord } from '../util/is-record.ts';

/** An unknown JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The fields of an object; no fields for any other value. */
export const asRecord = (value: unknown): JsonObject => (isRecord(value) ? value : {});

/** The fields of a JSON text; no fields unless it holds an object. */
export function parseRecord(text: string): JsonObject {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return {};
  }
}

export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
