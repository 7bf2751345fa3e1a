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

/** The names of the columns. A name that appears twice has the number of its column beside it. @throws UsageError */
export async function readHeader(file: CsvFile): Promise<readonly string[]> {
  for await (const { cells } of readRecords(file)) return columnNames(cells);
  throw new UsageError(`${file.path} has no header row.`);
}

/** All rows, one at a time. Rows without any text are left out. @throws UsageError with line and column of a broken row. */
export async function* readRows(file: CsvFile): AsyncGenerator<CsvRow> {
  let row = -1;
  for await (const record of readRecords(file)) {
    if (row === -1) row = 0;
    else if (record.cells.some((cell) => cell.trim() !== '')) yield { ...record, row: (row += 1) };
  }
}

/** Header and rows alike, each with its line. @throws UsageError as `readRows` does. */
export async function* readRecords(file: CsvFile): AsyncGenerator<Pick<CsvRow, 'line' | 'cells'>> {
  const source = Readable.from(readText(file));
  let endedAt = 0;
  let header: readonly string[] | undefined;
  const parser = parse({
    // An error discards the records that were parsed before it and not yet read.
    on_record: (record: string[], { lines }) => {
      header ??= columnNames(record);
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
      yield { line: Number(cells.at(-1)) - breaks, cells: record };
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
  const name = header?.[at];
  const column = `column ${at + 1}${name ? ` (${harmless(name.slice(0, 60))})` : ''}`;
  const why =
    error.code === 'CSV_MAX_RECORD_SIZE'
      ? `the row has more than ${grouped(MAX_ROW)} characters: probably a quote is not closed`
      : 'a quote is broken: it is not closed, or text stands beside it';
  return new UsageError(
    `${path}, line ${grouped(endedAt + 1)}, ${column}: ${why}. Inside a quoted cell, a quote is written twice.`,
    { cause: error },
  );
}

/** The sign that the first line has most, outside quotes. */
async function delimiterOf(file: CsvFile): Promise<string> {
  let line = '';
  for await (const piece of readText(file)) {
    line += piece;
    if (line.trimStart().includes('\n') || line.length > MAX_ROW) break;
  }
  const [first = ''] = line.trimStart().split('\n');
  const bare = first.replaceAll(/"[^"]*"/g, '');
  const signs = [',', ';', '\t'].map((sign) => [sign, bare.split(sign).length] as const);
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
