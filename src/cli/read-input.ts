import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/** The text of a file, or of standard input for `-`. @throws UsageError it cannot be read. */
export function readInput(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new UsageError(`${file === '-' ? 'Standard input' : file} cannot be read (${code}).`, {
      cause: error,
    });
  }
}
