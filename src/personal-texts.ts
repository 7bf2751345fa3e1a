import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** The fields of a signup that name or reach a person. */
const PERSONAL = new Set(['email', 'phone', 'name', 'firstName', 'lastName']);
/** Deeper than any signup. */
const MAX_DEPTH = 6;

/**
 * What of a signup must not appear in an identifier. Takes anything: the identifiers of an invalid signup are logged too.
 *
 * @returns contacts, phones without their calling code, names, and first and last names in both orders, each once.
 */
export function personalTexts(...data: readonly unknown[]): readonly string[] {
  const texts: string[] = [];
  for (const one of data) collect(one, false, 0, texts);
  return [...new Set(texts)];
}

function collect(value: unknown, isPersonal: boolean, depth: number, texts: string[]): void {
  if (typeof value === 'string') {
    if (!isPersonal) return;
    texts.push(value);
    if (value.startsWith('+')) texts.push(...nationalNumber(value));
    return;
  }
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  const members: Readonly<Record<string, unknown>> = { ...value };
  for (const key of Object.keys(members)) {
    collect(members[key], isPersonal || PERSONAL.has(key), depth + 1, texts);
  }
  const { firstName, lastName } = members;
  if (typeof firstName === 'string' && typeof lastName === 'string') {
    texts.push(firstName + lastName, lastName + firstName);
  }
}

function nationalNumber(text: string): readonly string[] {
  const national = parsePhoneNumberFromString(text)?.nationalNumber;
  return national ? [national] : [];
}
