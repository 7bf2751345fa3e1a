import { styleText } from 'node:util';
import CliTable from 'cli-table3';
import type { Terminal } from '../terminal.ts';

/** What a printer must know of the terminal. */
export type Screen = Pick<Terminal, 'isInteractive' | 'env' | 'columns'>;

/** The same, for texts with ages. */
export type ClockScreen = Screen & Pick<Terminal, 'now'>;

interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Whole at any width: ids that people copy. */
  readonly isWhole?: true;
}

/**
 * Rows under their titles, without lines between them, no wider than the terminal: the widest columns are cut first.
 * Control characters are replaced: nothing in a letter may steer the terminal.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { columns: width }: Pick<Screen, 'columns'>,
): string {
  const cells = rows.map((row) => row.map(harmless));
  const widths = fitted(
    columns.map(({ title }, at) =>
      Math.max(widthOf(title), ...cells.map((row) => widthOf(row[at] ?? ''))),
    ),
    columns.map(({ isWhole }) => isWhole !== true),
    width - 2 * columns.length,
  );
  const drawn = new CliTable({
    head: columns.map(({ title }) => title),
    colWidths: widths.map((cell) => cell + 2),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2, compact: true },
  });
  drawn.push(...cells);
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Takes from the widest column that may be cut until the sum fits, and leaves each its first characters. */
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

const LEAST_WIDTH = 8;

/** Chinese, Japanese and Korean characters are twice as wide. */
const widthOf = (text: string): number =>
  text.length + (text.match(/[\u1100-\uffe6]/g) ?? []).length;

const harmless = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ');

const NO_LINES = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle'
    .split(' ')
    .map((name) => [name, '']),
);

type Style = Parameters<typeof styleText>[0];

/** Colour for people only: none where no person looks, and none with `NO_COLOR`. */
export const paint = (
  { isInteractive, env }: Pick<Screen, 'isInteractive' | 'env'>,
  style: Style,
  text: string,
): string =>
  isInteractive && !env['NO_COLOR'] ? styleText(style, text, { validateStream: false }) : text;

/** A text in lines of at most `width` characters, broken between words; a longer word stays whole. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > width && line !== '') {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
