import { isTextList } from './body-checks.ts';
import type { JsonObject } from './json.ts';

/** Reads parameters of a checked body; what it does not carry stays as it was. */
export interface Reader {
  has(name: string): boolean;
  text(name: string, otherwise: string): string;
  /** Like `text`, for parameters that `null` clears. */
  textOrNull(name: string, otherwise: string | null): string | null;
  flag(name: string, otherwise: boolean): boolean;
  integerOrNull(name: string, otherwise: number | null): number | null;
  list(name: string, otherwise: readonly string[]): readonly string[];
}

export function readerOf(body: JsonObject): Reader {
  const textOf = (name: string): string | undefined => {
    const value = body[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    has: (name) => body[name] !== undefined,
    text: (name, otherwise) => textOf(name) ?? otherwise,
    textOrNull: (name, otherwise) => (body[name] === null ? null : (textOf(name) ?? otherwise)),
    flag: (name, otherwise) => {
      const value = body[name];
      if (value === undefined) return otherwise;
      return value === true || value === 'true';
    },
    integerOrNull: (name, otherwise) => {
      const value = body[name];
      if (value === null) return null;
      return typeof value === 'number' ? value : otherwise;
    },
    list: (name, otherwise) => {
      const value = body[name];
      return isTextList(value) ? value : otherwise;
    },
  };
}
