import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/**
 * The text of a file, or of standard input for `-`: UTF-8, or UTF-16 as Windows writes it, without a byte order mark.
 *
 * @throws UsageError it cannot be read, or is neither.
 */
export function readInput(file: string): string {
  const name = file === '-' ? 'Standard input' : file;
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw cannotRead(name, error);
  }
  try {
    // Also removes a byte order mark.
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UsageError(`${name} is neither UTF-8 nor UTF-16: save it as UTF-8.`, {
      cause: error,
    });
  }
}

/** JSON begins with an ASCII character: in UTF-16 without a byte order mark, its other byte is 0. */
function encodingOf([first, second]: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return 'utf-8';
}

/**
 * Where a text stops to be JSON: `line 3, column 12`. V8 names the place of some mistakes only.
 *
 * @returns undefined for JSON.
 */
export function jsonMistake(text: string): string | undefined {
  if (isJson(text)) return undefined;
  // A longer beginning of a text never has fewer mistakes.
  let [sound, broken] = [0, text.length + 1];
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    if (canGoOn(text.slice(0, middle))) sound = middle;
    else broken = middle;
  }
  const before = text.slice(0, sound).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
  return sound === text.length ? `${place}: the end is missing` : place;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text is JSON, or the beginning of JSON. */
function canGoOn(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const [, position] = / at position (\d+)/.exec(message) ?? [];
    return (
      /^Unexpected end|^Unterminated string/.test(message) ||
      (position !== undefined && Number(position) >= text.length)
    );
  }
}

/** JSON in a file. @throws UsageError it cannot be read, or is not JSON; the message says where. */
export function readJsonInput(file: string): { readonly text: string; readonly value: unknown } {
  const text = readInput(file);
  const mistake = jsonMistake(text);
  if (mistake === undefined) return { text, value: JSON.parse(text) };
  throw new UsageError(`${file === '-' ? 'Standard input' : file} is not JSON: ${mistake}.`);
}

export function cannotRead(what: string, error: unknown): UsageError {
  return new UsageError(`${what} cannot be read (${codeOf(error)}).`, { cause: error });
}

/** The code of Node.js: `ENOENT`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
