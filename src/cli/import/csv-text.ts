import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cannotRead } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';
import { candidatesFor, createDetector, decoderOf, ISO_2022, utf16Of } from './csv-encoding.ts';

/** A file whose bytes were all read once. */
export interface CsvFile {
  readonly path: string;
  /** A label of the Encoding Standard: `utf-8`, `utf-16le`, `big5`. */
  readonly encoding: string;
  /** Of the bytes, hexadecimal. */
  readonly sha256: string;
}

/**
 * Reads the whole file once: its hash, and its encoding. Without a byte order mark it is UTF-8 or UTF-16, else the one of
 * Big5, GB18030 and Shift_JIS whose frequent characters the bytes are.
 *
 * @param named the encoding, if the operator knows it.
 * @throws UsageError the file cannot be read, is no text, or its encoding is not certain.
 */
export async function inspectFile(path: string, named?: string): Promise<CsvFile> {
  const hash = createHash('sha256');
  let detector = named === undefined ? undefined : createDetector([named]);
  let isEmpty = true;
  let isBytes = false;
  for await (const bytes of readBytes(path)) {
    hash.update(bytes);
    if (isEmpty) refuseOtherFormats(path, bytes);
    isEmpty = false;
    if (detector === undefined) isBytes = utf16Of(bytes) === undefined;
    detector ??= createDetector(candidatesFor(bytes));
    if (isBytes && bytes.includes(ISO_2022))
      throw new UsageError(
        `${path} changes its characters by escape sequences, as ISO-2022-JP does. Save it as UTF-8, or name its encoding: --encoding iso-2022-jp.`,
      );
    detector.take(bytes);
  }
  if (isEmpty) throw new UsageError(`${path} is empty.`);
  const [encoding, other] = detector?.end() ?? [];
  if (encoding !== undefined && other === undefined)
    return { path, encoding, sha256: hash.digest('hex') };
  if (encoding !== undefined)
    throw new UsageError(
      `${path} may be ${encoding} or ${other}: its bytes fit both. Name the right one: --encoding ${encoding}.`,
    );
  const tried =
    named === undefined ? 'is not UTF-8, UTF-16, Big5, GB18030 or Shift_JIS' : `is not ${named}`;
  throw new UsageError(
    `${path} ${tried}. Save it as UTF-8, or name its encoding: --encoding euc-kr.`,
  );
}

/** The bytes of a file in pieces. @throws UsageError it cannot be read. */
export async function* readBytes(path: string): AsyncGenerator<Buffer> {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- without an encoding a stream gives buffers
    yield* createReadStream(path) as AsyncIterable<Buffer>;
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/** How workbooks begin: `.xlsx` and `.ods` are ZIP archives, `.xls` is older. Shops export them as often as CSV. */
const WORKBOOKS: readonly string[] = ['PK\u0003\u0004', '\u{D0}\u{CF}\u{11}\u{E0}'];

function refuseOtherFormats(path: string, bytes: Buffer): void {
  const begin = bytes.subarray(0, 200).toString('latin1');
  if (WORKBOOKS.some((sign) => begin.startsWith(sign)))
    throw new UsageError(
      `${path} is an Excel workbook. Open it, and save the sheet as “CSV UTF-8 (comma delimited)”.`,
    );
  const format = /^\s*(?:<\?xml|<!doctype html|<html|<table)/i.test(begin)
    ? 'HTML or XML'
    : (/^%(PDF)-/.exec(begin)?.[1] ?? (/^\s*(?:\{|\[\s*[{"])/.test(begin) ? 'JSON' : undefined));
  if (format === undefined) return;
  throw new UsageError(`${path} is ${format}, not CSV. Export the list as CSV.`);
}

/** The text of the file in pieces. Every line ends in `\n`, and formulas of the form `="…"` are their text. */
export async function* readText({ path, encoding }: CsvFile): AsyncGenerator<string> {
  const decoder = decoderOf(encoding);
  const plain = createPlainText();
  for await (const bytes of readBytes(path)) {
    const text = plain(decoder.decode(bytes, { stream: true }));
    if (text !== '') yield text;
  }
  const rest = plain(decoder.decode()) + plain();
  if (rest !== '') yield rest;
}

/**
 * Spreadsheets write a number that shall stay a text as a formula: `="0912345678"`. It becomes `"0912345678"`. Line ends
 * become `\n`, because the parser would count `\r\n` inside a cell as two lines. Pieces may end anywhere.
 *
 * @returns a function for one piece after the other; without a piece, for the rest.
 */
export function createPlainText(): (piece?: string) => string {
  let held = '';
  let isQuoted = false;
  let before = '\n';
  return (piece) => {
    const all = held + (piece ?? '');
    // The next piece decides what a `\r` or `=` at the end is.
    const end = piece === undefined ? all.length : endOfPlain(all);
    held = all.slice(end);
    const text = all.slice(0, end).replaceAll(/\r\n?/g, '\n');
    return text.replaceAll(/[^"=]+|=?"|=/g, (part) => {
      const isFormula = part === '="' && !isQuoted && /[\n,;\t]$/.test(before);
      if (part.endsWith('"')) isQuoted = !isQuoted;
      before = part;
      return isFormula ? '"' : part;
    });
  };
}

/** Where the signs at the end begin that the next piece decides about. A pattern would take the square of the length. */
function endOfPlain(text: string): number {
  let end = text.length;
  while (text[end - 1] === '=' || text[end - 1] === '\r') end -= 1;
  return end;
}
