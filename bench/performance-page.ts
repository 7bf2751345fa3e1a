import { cellsOf, type Measured } from './print-rows.ts';

/** Where and when it was measured. */
export interface Circumstances {
  readonly date: string;
  readonly machine: string;
  readonly command: string;
}

/** `docs/performance.md`. */
export function performancePage(all: readonly Measured[], around: Circumstances): string {
  return [
    '# Performance',
    '',
    '<!-- written by `npm run bench`: change the text in bench/, not here -->',
    '',
    'What signup-relay costs in time, calls and money, beside what one would use instead. Measured by `npm run bench`,',
    'offline and on one machine: every figure is a median of interleaved rounds, so compare the ratios of one run, and',
    'do not take a rate for what AWS gives you.',
    '',
    `- Measured on ${around.date}: ${around.machine}.`,
    `- To repeat: \`${around.command}\`. \`--only consume\` (or another part) runs one part, \`--quick\` tries the suite`,
    '  out, `--full` adds what takes longer, `--client undici` gives the fast HTTP client to those who use `fetch`.',
    '- CPU time and memory are those of the contestant’s own process; queue, table and shops are other processes.',
    '- A goal that is missed says so.',
    '',
    ...all.flatMap(section),
  ].join('\n');
}

function section({ part, rows }: Measured): readonly string[] {
  const head = ['', part.unit, 'beside', 'CPU s / 10,000', 'peak memory', 'goal', ''];
  const cells = rows.map(cellsOf);
  const used = head.map((_, at) => at < 2 || cells.some((row) => row[at] !== ''));
  const line = (row: readonly string[]): string =>
    `| ${row.filter((__, at) => used[at]).join(' | ')} |`;
  return [
    `## ${part.title}`,
    '',
    line(head),
    line(head.map(() => '---')),
    ...cells.map(line),
    '',
    ...part.notes.flatMap((note) => [note, '']),
  ];
}
