import { normalized } from '../../event/text.ts';
import { ISO_2022, utf16Of } from '../import/csv-encoding.ts';
import { readBytes } from '../import/csv-text.ts';
import { UsageError } from '../usage-error.ts';
import { isNamedInText } from './find-in-letter.ts';
import type { Person } from './person.ts';

/** A row of a CSV file, exactly as it stands there, with its line end. */
export interface RawRow {
  readonly bytes: Buffer;
  /** One character for each byte, or for each code unit of UTF-16. */
  readonly text: string;
  readonly utf16: 'utf-16le' | 'utf-16be' | undefined;
}

/** Longer rows are no rows: a quote is not closed. Characters. */
const MAX_ROW = 1_000_000;

/**
 * The rows as bytes, whatever their encoding: so the other rows stay byte for byte. No encoding of the Encoding Standard
 * uses the bytes of a quote, a delimiter or a line end inside another character, except ISO-2022-JP.
 *
 * @throws UsageError the file cannot be read, or its rows cannot be told apart.
 */
export async function* readRawRows(path: string): AsyncGenerator<RawRow> {
  let utf16: RawRow['utf16'];
  let isFirst = true;
  let open = '';
  let carried = Buffer.alloc(0);
  for await (const bytes of readBytes(path)) {
    if (isFirst) utf16 = utf16Of(bytes);
    const isOther = isFirst && isOtherFormat(bytes);
    isFirst = false;
    const all = Buffer.concat([carried, bytes]);
    const even = utf16 ? all.length - (all.length % 2) : all.length;
    carried = all.subarray(even);
    const piece = open + textOf(all.subarray(0, even), utf16);
    if (utf16 === undefined && (isOther || NO_ROWS.some((sign) => piece.includes(sign))))
      throw unreadable(path);
    const { rows, rest } = splitRows(piece);
    for (const text of rows) yield toRow(text, utf16);
    if (rest.length > MAX_ROW) throw brokenRows(path);
    open = rest;
  }
  // Without a line end at its end, the last row is complete all the same.
  if (isInQuotes(open)) throw brokenRows(path);
  const { text, bytes } = toRow(open, utf16);
  const whole = Buffer.concat([bytes, carried]);
  if (whole.length > 0) yield { text, utf16, bytes: whole };
}

/** ZIP archives, which workbooks are, gzip and PDF: a person in them is compressed. */
const OTHER_FORMATS: readonly string[] = ['PK\u0003\u0004', '\u{1F}\u{8B}', '%PDF'];

const isOtherFormat = (bytes: Buffer): boolean => {
  const begin = bytes.subarray(0, 4).toString('latin1');
  return OTHER_FORMATS.some((sign) => begin.startsWith(sign));
};

/** A NUL byte: UTF-32, damaged, or no text. An escape: ISO-2022-JP. */
const NO_ROWS: readonly string[] = ['\0', ISO_2022];

const unreadable = (path: string): UsageError =>
  new UsageError(
    `${path} is no CSV that can be searched, so the person may still be in it. Save it as CSV UTF-8 and run this again, or remove the person by hand.`,
  );

const brokenRows = (path: string): UsageError =>
  new UsageError(
    `${path} has a quote that is not closed, so its rows cannot be told apart. Correct it, or remove the person by hand.`,
  );

const isInQuotes = (text: string): boolean => text.split('"').length % 2 === 0;

/** Complete rows with their line ends, and the rest. A `\r` at the end may have its `\n` in the next piece. */
function splitRows(text: string): { readonly rows: readonly string[]; readonly rest: string } {
  const rows: string[] = [];
  let begin = 0;
  let isQuoted = false;
  for (const { 0: sign, index } of text.matchAll(/"|\r\n?|\n/g)) {
    if (sign === '"') isQuoted = !isQuoted;
    if (sign === '"' || isQuoted) continue;
    const end = index + sign.length;
    if (sign === '\r' && end === text.length) break;
    rows.push(text.slice(begin, end));
    begin = end;
  }
  return { rows, rest: text.slice(begin) };
}

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

function textOf(bytes: Buffer, utf16: RawRow['utf16']): string {
  if (utf16 === undefined) return bytes.toString('latin1');
  return (utf16 === 'utf-16be' ? swapped(bytes) : bytes).toString('utf16le');
}

function toRow(text: string, utf16: RawRow['utf16']): RawRow {
  if (utf16 === undefined) return { text, utf16, bytes: Buffer.from(text, 'latin1') };
  const bytes = Buffer.from(text, 'utf16le');
  return { text, utf16, bytes: utf16 === 'utf-16be' ? swapped(bytes) : bytes };
}

/** A person is looked for in each: several may fit the bytes, and only one of them was meant. */
const ENCODINGS = ['utf-8', 'big5', 'gb18030', 'shift_jis', 'euc-jp', 'euc-kr', 'windows-1252'];

/** Whether a row names the person, in any encoding that it may be in. */
export function isNamedInRow({ bytes, text, utf16 }: RawRow, person: Person): boolean {
  const readings = utf16
    ? [text]
    : /[\u0080-\u{FF}]/u.test(text)
      ? ENCODINGS.map((encoding) => new TextDecoder(encoding).decode(bytes))
      : [text];
  return readings.some((reading) => {
    const plain = normalized(reading, 'NFKC');
    return [plain, ...plain.split(/[",;\t\r\n]+/)].some((part) => isNamedInText(part, person));
  });
}
