import { writeFileSync } from 'node:fs';
import type { StoreConsentField } from '../../generated/types.ts';
import { isFormPath } from '../../sources/form/fields.ts';
import { harmless, jsonText } from '../../util/harmless.ts';
import { isRecord } from '../../util/is-record.ts';
import { readJsonInput } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';

/** A consent that the file itself states of everybody in it, such as an export of people who unsubscribed. */
interface StatedConsent {
  readonly state: 'granted' | 'denied';
}

/** The column of a field; of a consent the column with its listed answers, or the answer of the whole file. */
type MappedField = string | StoreConsentField | StatedConsent;

/** Which column is which field of a signup. */
export interface Mapping {
  /**
   * The keys are paths into the signup as in a store's `fields`, `consent.email.at` and `consent.sms.at` (the date of
   * each consent), and `time` (when the facts of the row became true). The values are names of columns.
   */
  readonly fields: Readonly<Record<string, MappedField>>;
}

export const CONSENT_CHANNELS = ['email', 'sms'] as const;

const TIMES = /^(?:time|consent\.(?:email|sms)\.at)$/;
const CONSENT = /^consent\.(?:email|sms)$/;

/** Paths that a mapping may name. */
const isPath = (path: string): boolean => TIMES.test(path) || isFormPath(path);

export const isStated = (field: MappedField | undefined): field is StatedConsent =>
  typeof field === 'object' && 'state' in field;

export const columnOf = (field: MappedField | undefined): string | undefined => {
  if (field === undefined || isStated(field)) return undefined;
  return typeof field === 'string' ? field : field.field;
};

/** Reads a file as `--map` wrote it. @throws UsageError what is wrong, and in which field. */
export function readMapping(file: string): Mapping {
  const { value } = readJsonInput(file);
  const fields = isRecord(value) ? value['fields'] : undefined;
  if (!isRecord(fields)) {
    throw new UsageError(`${file} has no \`fields\`. Example: { "fields": { "email": "E-mail" } }`);
  }
  for (const [path, field] of Object.entries(fields)) {
    const problem = mistakeIn(path, field);
    if (problem !== undefined)
      throw new UsageError(`${file}, field ${JSON.stringify(harmless(path))}: ${problem}`);
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked field by field
  return { fields: fields as Mapping['fields'] };
}

function mistakeIn(path: string, field: unknown): string | undefined {
  if (!isPath(path)) return 'no signup has it. docs/imports.md lists the fields.';
  if (CONSENT.test(path)) return consentMistake(field);
  return typeof field === 'string' ? undefined : 'the value must be the name of a column.';
}

function consentMistake(field: unknown): string | undefined {
  const state = isRecord(field) ? field['state'] : undefined;
  if (state === 'granted' || state === 'denied') return undefined;
  const lists = isRecord(field) ? [field['granted'], field['denied']] : [];
  const isListed =
    isRecord(field) &&
    typeof field['field'] === 'string' &&
    lists.some((list) => Array.isArray(list) && list.length > 0) &&
    lists.every((list) => list === undefined || isTexts(list));
  return isListed
    ? undefined
    : 'a consent needs a column and its answers: { "field": "Newsletter", "granted": ["Yes"], "denied": ["No"] }.';
}

const isTexts = (list: unknown): boolean =>
  Array.isArray(list) && list.every((one) => typeof one === 'string');

/**
 * Checks a mapping against the columns of the file.
 *
 * @param place the file, and the file with the line of its header.
 * @throws UsageError a column does not exist, one column is two fields, or no column is a contact.
 */
export function checkMapping(
  { fields }: Mapping,
  header: readonly string[],
  { path: file, at }: { readonly path: string; readonly at: string },
): void {
  const byColumn = new Map<string, string>();
  for (const [path, field] of Object.entries(fields)) {
    const column = columnOf(field);
    if (column === undefined) continue;
    if (!header.includes(column))
      throw new UsageError(
        `${file} has no column ${quoted(column)} for ${path}.${columnsIn(header)}`,
      );
    const other = byColumn.get(column);
    byColumn.set(column, path);
    if (other !== undefined && !CONSENT.test(path))
      throw new UsageError(
        `The mapping uses column ${quoted(column)} for ${other} and for ${path}. A column is one field.`,
      );
  }
  if (columnOf(fields['email']) === undefined && columnOf(fields['phone']) === undefined) {
    if (header.some(isPersonal))
      throw new UsageError(
        `${at}: this row names no columns, it holds a person. Put a row with the names of the columns before it: email,phone,name.`,
      );
    throw new UsageError(
      `${at}: no column is an e-mail address or a phone.${columnsIn(header)} Is this the row with the names? If so, name the column in a file, { "fields": { "email": "…" } }, and add --map <file>.`,
    );
  }
}

/** Such a cell is no name of a column, and is not printed. */
const isPersonal = (cell: string): boolean => /\S@\S/.test(cell) || /(?:\d[\s-]?){8}/.test(cell);

const columnsIn = (header: readonly string[]): string => {
  if (header.some(isPersonal)) return '';
  const more = header.length > MOST_NAMED ? `, and ${header.length - MOST_NAMED} more` : '';
  return ` Its columns: ${header.slice(0, MOST_NAMED).map(quoted).join(', ')}${more}.`;
};

/** A sentence names this many columns at most. */
const MOST_NAMED = 40;

/** The name of a column in a sentence. */
export const quoted = (column: string): string => `“${harmless(column.slice(0, 60))}”`;

/** Writes a guess as a file that can be edited. Never over a file that exists. */
export const writeMapping = (file: string, { fields }: Mapping): void =>
  writeFileSync(file, `${jsonText({ fields })}\n`, { flag: 'wx' });
