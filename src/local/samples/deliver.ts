import { readFileSync } from 'node:fs';
import Table from 'cli-table3';
import { NO_LINES } from '../../cli/output/table.ts';
import { counted } from '../../util/counted.ts';
import { describeOutcome, paintOutcome, paintStdout } from '../format.ts';
import { readSamples, runSamples, type SampleRelay, type SampleResult } from './run.ts';

/** The longest wait for one sample, in milliseconds: enough for a few postponements. */
const SAMPLE_TIMEOUT_MS = 60_000;

/**
 * Delivers the samples of `folder` and prints their outcomes.
 *
 * @returns whether every sample ended as expected; false if the user stopped the run.
 */
export async function deliverSamples(
  relay: SampleRelay,
  folder: URL,
  signal: AbortSignal,
): Promise<boolean> {
  const samples = readSamples(folder);
  console.log(`Delivering the ${samples.length} samples of events/, one at a time.`);
  const startedAt = Date.now();
  const results = await runSamples({
    samples,
    relay,
    signal,
    read: (file) => readFileSync(new URL(file, folder), 'utf8'),
    timeoutMs: SAMPLE_TIMEOUT_MS,
    onProgress: (done) => {
      showProgress(`Delivering sample ${done + 1} of ${samples.length}`);
    },
  });
  showProgress('');
  const durationMs = Date.now() - startedAt;
  if (signal.aborted) return false;
  console.log(`\n${sampleTable(results)}\n\n${sampleSummary(results, durationMs)}`);
  console.log(await relay.inventory());
  return results.every(({ asExpected }) => asExpected);
}

/** One line that the next overwrites; only on a terminal. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${text}`);
}

/** One row per sample. `!` marks an unexpected outcome. At most 100 columns wide. */
export function sampleTable(results: readonly SampleResult[]): string {
  const table = new Table({
    head: ['  sample', 'store', 'outcome', 'shop calls', 'time'].map((title) =>
      paintStdout('bold', title),
    ),
    chars: { ...NO_LINES, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: ['left', 'left', 'left', 'right', 'right'],
  });
  const seen = new Set<string>();
  for (const { sample, end, asExpected, calls, durationMs } of results) {
    const name = sample.file.replace(/\.\w+$/, '');
    const again = seen.has(name) ? ' (again)' : '';
    seen.add(name);
    table.push([
      `${asExpected ? ' ' : paintStdout('red', '!')} ${name}${again}`,
      sample.store,
      end ? paintOutcome(end) : paintStdout('red', 'no outcome in time'),
      calls,
      `${durationMs} ms`,
    ]);
  }
  return table.toString();
}

const OUTCOMES = ['created', 'updated', 'unchanged', 'skipped', 'dead_lettered'];

const NO_OUTCOME = 'no outcome';

/** Two lines of totals, and one line per unexpected outcome. */
export function sampleSummary(results: readonly SampleResult[], durationMs: number): string {
  const unexpected = results.filter(({ asExpected }) => !asExpected);
  const tally = Map.groupBy(results, ({ end }) => end?.outcome ?? NO_OUTCOME);
  const totals = [...OUTCOMES, NO_OUTCOME].flatMap((outcome) => {
    const amount = tally.get(outcome)?.length ?? 0;
    if (amount === 0) return [];
    return outcome === 'dead_lettered' ? counted(amount, 'dead letter') : `${amount} ${outcome}`;
  });
  const seconds = (durationMs / 1000).toFixed(1);
  const lines = [
    `${results.length - unexpected.length} of ${counted(results.length, 'sample')} ended as expected in ${seconds} s.`,
    `${totals.join(', ')}.`,
    ...unexpected.map(
      ({ sample, end }) =>
        `! ${sample.file}: expected "${describeOutcome(sample.expect)}", ` +
        `got "${end ? describeOutcome(end) : NO_OUTCOME}"`,
    ),
  ];
  return lines.join('\n');
}
