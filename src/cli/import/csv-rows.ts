import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { grouped } from '../../util/counted.ts';
import { harmless } from '../../util/harmless.ts';
import { UsageError } from '../usage-error.ts';
import { type CsvFile, readText } from './csv-text.ts';

/** One row of people. */
export interface CsvRow {
  /** From 1, without the header row. */
  readonly row: number;
  /** The line of the file on which it begins, from 1. */
  readonly line: number;
  /** Spaces around them are kept. */
  readonly cells: readonly string[];
}

/** Characters of one row. A quote that is never closed would make the rest of the file one cell. */
const MAX_ROW = 1_000_000;

/** The names of the columns. */
export interface Header {
  /** A name that appears twice has the number of its column beside it. */
  readonly names: readonly string[];
  /** The line of the file on which they stand, from 1. */
  readonly line: number;
}

/** The first row that has a text. @throws UsageError */
export async function readHeader(file: CsvFile): Promise<Header> {
  for await (const { cells, line } of readRecords(file)) return { line, names: columnNames(cells) };
  throw new UsageError(`${file.path} has no header row.`);
}

/** All rows, one at a time. @throws UsageError with line and column of a broken row. */
export async function* readRows(file: CsvFile): AsyncGenerator<CsvRow> {
  let row = -1;
  for await (const record of readRecords(file)) {
    row += 1;
    if (row > 0) yield { ...record, row };
  }
}

/** Header and rows alike, each with its line. Rows without any text are left out. @throws UsageError as `readRows` does. */
async function* readRecords(file: CsvFile): AsyncGenerator<Pick<CsvRow, 'line' | 'cells'>> {
  const source = Readable.from(readText(file));
  let endedAt = 0;
  let header: readonly string[] | undefined;
  const parser = parse({
    // An error discards the records that were parsed before it and not yet read.
    on_record: (record: string[], { lines }) => {
      if (!isDelimiterLine(record, lines) && hasText(record)) header ??= columnNames(record);
      endedAt = lines;
      return [...record, String(lines)];
    },
    delimiter: await delimiterOf(file),
    bom: true,
    max_record_size: MAX_ROW,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  // An error of the source ends the parser, and is thrown there.
  pipeline(source, parser, () => undefined);
  try {
    for await (const one of parser) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a row as `on_record` gives it
      const cells = one as readonly string[];
      const record = cells.slice(0, -1);
      const breaks = record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
      const line = Number(cells.at(-1)) - breaks;
      const damaged = record.findIndex((cell) => cell.includes('\u{0}'));
      if (damaged >= 0) {
        throw new UsageError(
          `${file.path}, line ${grouped(line)}, ${columnOf(damaged, header)}: a NUL byte. The file is damaged, or in another encoding: export it again.`,
        );
      }
      if (!isDelimiterLine(record, line) && hasText(record)) yield { line, cells: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? brokenRow(file, error, { header, endedAt }) : error;
  }
}

/** Where the row begins, and which of its cells is broken. */
function brokenRow(
  { path }: CsvFile,
  error: CsvError,
  { header, endedAt }: { readonly header: readonly string[] | undefined; readonly endedAt: number },
): UsageError {
  const at = 'index' in error && typeof error.index === 'number' ? error.index : 0;
  const column = columnOf(at, header);
  const why =
    error.code === 'CSV_MAX_RECORD_SIZE'
      ? `the row has more than ${grouped(MAX_ROW)} characters: probably a quote is not closed`
      : 'a quote is broken: it is not closed, or text stands beside it';
  return new UsageError(
    `${path}, line ${grouped(endedAt + 1)}, ${column}: ${why}. Inside a quoted cell, a quote is written twice.`,
    { cause: error },
  );
}

const columnOf = (at: number, header: readonly string[] | undefined): string =>
  `column ${at + 1}${header?.[at] ? ` (${harmless(header[at].slice(0, 60))})` : ''}`;

/** Excel's own first line, which names the delimiter: `sep=;`. */
const isDelimiterLine = (cells: readonly string[], line: number): boolean =>
  line === 1 && cells.length <= 2 && /^sep=/i.test(cells[0] ?? '');

const hasText = (cells: readonly string[]): boolean => cells.some((cell) => cell.trim() !== '');

/** The sign that the first line has most, outside quotes. */
async function delimiterOf(file: CsvFile): Promise<string> {
  let line = '';
  for await (const piece of readText(file)) {
    line += piece;
    if (line.trimStart().includes('\n') || line.length > MAX_ROW) break;
  }
  const [first = ''] = line.trimStart().split('\n');
  const named = /^sep=([,;\t|])/i.exec(first)?.[1];
  if (named !== undefined) return named;
  const bare = first.replaceAll(/"[^"]*"/g, '');
  const signs = [',', ';', '\t', '|'].map((sign) => [sign, bare.split(sign).length] as const);
  return signs.toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? ',';
}

function columnNames(cells: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return cells.map((cell, at) => {
    const name = cell.trim();
    const isFirst = name !== '' && !seen.has(name);
    seen.add(name);
    return isFirst ? name : `${name} (column ${at + 1})`.trim();
  });
}
