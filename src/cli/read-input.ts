import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/** The text of a file. @throws UsageError it cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw cannotRead(file, error);
  }
}

/** The text of a file, or of standard input for `-`. @throws UsageError it cannot be read. */
export function readInput(file: string): string {
  if (file !== '-') return readText(file);
  try {
    return readFileSync(0, 'utf8');
  } catch (error) {
    throw cannotRead('Standard input', error);
  }
}

export function cannotRead(what: string, error: unknown): UsageError {
  return new UsageError(`${what} cannot be read (${codeOf(error)}).`, { cause: error });
}

/** The code of Node.js: `ENOENT`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
