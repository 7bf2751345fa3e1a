import { writeFileSync } from 'node:fs';
import { machine } from './machine.ts';
import { EXTRA_PARTS, PARTS } from './parts.ts';
import { performancePage } from './performance-page.ts';
import { type Measured, tableOf } from './print-rows.ts';
import { parseSuiteOptions } from './suite-options.ts';

/** `npm run bench`: measures part by part and prints one table; a complete run also writes the page. */
const args = process.argv.slice(2);
const options = parseSuiteOptions(
  args,
  [...PARTS, ...EXTRA_PARTS].map(({ key }) => key),
);
const around = {
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
  command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
};
const isWhole = options.only.length === 0 && options.size === 1;
const measured: Measured[] = [];
const chosen = [...PARTS, ...EXTRA_PARTS].filter(({ key }) => options.only.includes(key));
for (const part of options.only.length > 0 ? chosen : PARTS) {
  const begin = performance.now();
  process.stderr.write(`${part.title} … `);
  measured.push({ part, rows: await part.measure(options) });
  process.stderr.write(`${Math.round((performance.now() - begin) / 1_000)} s\n`);
}
console.log(tableOf(measured));
console.log(around.machine);
if (isWhole) {
  const page = new URL('../docs/performance.md', import.meta.url);
  writeFileSync(page, performancePage(measured, around));
  console.log('Written to docs/performance.md.');
}
