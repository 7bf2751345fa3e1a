import Table from 'cli-table3';
import type { SampleResult } from './run.ts';
import { counted } from '../../cli/output/format.ts';
import { NO_LINES } from '../../cli/output/table.ts';
import { describeOutcome, paint, paintOutcome } from '../format.ts';

/** One row per sample: what it is, where it went, what became of it, what that cost. At most 100 columns wide. */
export function sampleTable(results: readonly SampleResult[]): string {
  const table = new Table({
    head: ['  sample', 'store', 'became', 'calls', 'time'].map((title) => paint('bold', title)),
    chars: { ...NO_LINES, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: ['left', 'left', 'left', 'right', 'right'],
  });
  const seen = new Set<string>();
  for (const { sample, became, asExpected, calls, durationMs } of results) {
    const name = sample.file.replace(/\.\w+$/, '');
    const again = seen.has(name) ? ' (again)' : '';
    seen.add(name);
    table.push([
      `${asExpected ? ' ' : paint('red', '!')} ${name}${again}`,
      sample.store,
      became ? paintOutcome(became) : paint('red', 'nothing in time'),
      calls,
      `${durationMs} ms`,
    ]);
  }
  return table.toString();
}

/** The sum of it in two lines, and a line for every sample that ended otherwise. */
export function sampleSummary(results: readonly SampleResult[], durationMs: number): string {
  const strays = results.filter(({ asExpected }) => !asExpected);
  const tally = Map.groupBy(results, ({ became }) => became?.outcome ?? 'nothing');
  const parts = ['created', 'updated', 'unchanged', 'skipped', 'dead_lettered', 'nothing'].flatMap(
    (outcome) => {
      const amount = tally.get(outcome)?.length ?? 0;
      if (amount === 0) return [];
      return outcome === 'dead_lettered' ? counted(amount, 'dead letter') : `${amount} ${outcome}`;
    },
  );
  const seconds = (durationMs / 1000).toFixed(1);
  const lines = [
    `${results.length - strays.length} of ${counted(results.length, 'sample')} ended as expected in ${seconds} s.`,
    `${parts.join(', ')}.`,
    ...strays.map(
      ({ sample, became }) =>
        `! ${sample.file}: expected ${describeOutcome(sample.expect)}, ` +
        `became ${became ? describeOutcome(became) : 'nothing'}`,
    ),
  ];
  return lines.join('\n');
}
