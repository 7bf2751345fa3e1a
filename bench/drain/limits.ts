import Table from 'cli-table3';
import type { Figure } from './figures.ts';
import { measureDrain } from './measure-drain.ts';
import { parseOptions } from './options.ts';

/** `npm run bench:limits`: the drain part with all details; `npm run bench` shows the goals only. */
const shown = await measureDrain(parseOptions(process.argv.slice(2)));
print(shown);
process.exitCode = shown.some(({ isMissed }) => isMissed) ? 1 : 0;

function print(figures: readonly Figure[]): void {
  const table = new Table({ head: ['', 'measured', 'goal', ''], style: { head: [], border: [] } });
  for (const { name, measured, goal = '', isMissed } of figures) {
    table.push([name, measured, goal, goal === '' ? '' : isMissed ? 'MISSED' : 'met']);
  }
  console.log(table.toString());
}
