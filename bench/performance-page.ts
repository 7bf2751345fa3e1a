import { cellsOf, type Measured } from './print-rows.ts';

/** Place and time of the measurement. */
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
    'The cost of signup-relay in time, calls and money, compared with alternatives. `npm run bench` measures it offline on one',
    'machine. Every figure is a median of interleaved rounds. Compare the ratios of one run: the rates on AWS differ.',
    '',
    `- Measured on ${around.date}: ${around.machine}.`,
    `- To repeat: \`${around.command}\`. \`--only consume\` (or another part) runs one part. \`--quick\` is a short trial,`,
    '  `--full` adds the longest parts. `--client undici` replaces `fetch` in the other contestants.',
    '- CPU time and memory are those of the contestant’s own process. Queue, table and shops run in other processes.',
    '- MISSED marks a missed goal.',
    '',
    ...all.flatMap(section),
  ].join('\n');
}

function section({ part, rows }: Measured): readonly string[] {
  const head = ['', part.unit, 'comparison', 'CPU s / 10,000', 'peak memory', 'goal', ''];
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
