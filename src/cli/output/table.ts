import { styleText } from 'node:util';
import CliTable from 'cli-table3';
import type { Terminal } from '../terminal.ts';
import { cut, fold, widthOf, wrap } from './text.ts';
import { harmless } from '../../util/harmless.ts';

/** The terminal, as far as a printer needs it. */
export type Screen = Pick<Terminal, 'isInteractive' | 'env' | 'columns'>;

/** The same, for texts with ages. */
export type ClockScreen = Screen & Pick<Terminal, 'now'>;

interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Never cut: people copy ids. */
  readonly isWhole?: true;
}

/**
 * Rows under their titles, without lines between them, no wider than the terminal: the widest columns are cut first.
 * Cells are made harmless.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { columns: width }: Pick<Screen, 'columns'>,
): string {
  const titles = columns.map(({ title }) => title);
  const cells = rows.map((row) => row.map((cell) => harmless(cell.slice(0, MAX_CELL))));
  const widths = fitted(
    titles.map((title, at) =>
      Math.max(...[title, ...cells.map((row) => row[at] ?? '')].map(widthOf)),
    ),
    columns.map(({ isWhole }) => isWhole !== true),
    width - 2 * columns.length,
  );
  // cli-table3 counts a cut by code units and can split a character. So no cell may be left for it to cut.
  const fit = (row: readonly string[]): string[] =>
    row.map((cell, at) => cut(cell, widths[at] ?? 0));
  const drawn = new CliTable({
    head: fit(titles),
    colWidths: widths.map((cell) => cell + 2),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2, compact: true },
  });
  drawn.push(...cells.map(fit));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const INDENT = ' '.repeat(10);

/** A table with a text below each row, in as many lines as it needs: a cut sentence does not help. */
export function tableWithTexts(
  columns: readonly Column[],
  rows: readonly { readonly cells: readonly string[]; readonly text: string }[],
  screen: Pick<Screen, 'columns'>,
): string {
  const cells = rows.map((row) => row.cells);
  const [head = '', ...lines] = table(columns, cells, screen).split('\n');
  const width = Math.max(40, screen.columns - INDENT.length);
  const below = rows.map(({ text }) =>
    (text === '' ? [] : wrap(text, width))
      .flatMap((line) => fold(line, width))
      .map((line) => INDENT + line),
  );
  return [head, ...lines.flatMap((line, at) => [line].concat(below[at] ?? []))].join('\n');
}

/** Characters of a cell: more fit into no line, and their width would take long to measure. */
const MAX_CELL = 2_000;

/** Narrows the widest columns that may be cut until all fit. */
function fitted(
  widths: readonly number[],
  mayBeCut: readonly boolean[],
  room: number,
): readonly number[] {
  const fitting = [...widths];
  const cuttable = (width: number, at: number): number => (mayBeCut[at] === true ? width : 0);
  const sum = (): number => fitting.reduce((all, each) => all + each, 0);
  for (;;) {
    const candidates = fitting.map(cuttable);
    const most = Math.max(...candidates);
    if (sum() <= room || most <= LEAST_WIDTH) return fitting;
    const widest = candidates.indexOf(most);
    fitting[widest] = most - 1;
  }
}

/** A cut column keeps at least this width. */
const LEAST_WIDTH = 8;

/** For a table of cli-table3 without any line. */
export const NO_LINES = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle'
    .split(' ')
    .map((name) => [name, '']),
);

type Style = Parameters<typeof styleText>[0];

/** Colour on an interactive terminal only, and not with `NO_COLOR`. */
export const paint = (
  { isInteractive, env }: Pick<Screen, 'isInteractive' | 'env'>,
  style: Style,
  text: string,
): string =>
  isInteractive && !env['NO_COLOR'] ? styleText(style, text, { validateStream: false }) : text;
