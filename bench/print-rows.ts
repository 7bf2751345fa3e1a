import Table from 'cli-table3';
import type { Part, Row } from './row.ts';

export interface Measured {
  readonly part: Part;
  readonly rows: readonly Row[];
}

const HEAD = ['', 'measured', 'comparison', 'CPU s / 10,000', 'peak memory', 'goal', ''];

/** The cells of a row, for the terminal and the page. */
export const cellsOf = ({ name, measured, ratio, cpu, memory, goal }: Row): readonly string[] => [
  name,
  measured,
  ratio ?? '',
  cpu ?? '',
  memory ?? '',
  goal?.target ?? '',
  goal ? (goal.isReached ? 'reached' : 'MISSED') : '',
];

/** All parts in one table. */
export function tableOf(all: readonly Measured[]): string {
  const table = new Table({ head: HEAD, style: { head: [], border: [], compact: true } });
  for (const { part, rows } of all) {
    table.push([{ colSpan: HEAD.length, content: `${part.title} (${part.unit})` }]);
    for (const row of rows) table.push([...cellsOf(row)]);
  }
  return table.toString();
}
