import { readFileSync } from 'node:fs';
import { sampleSummary, sampleTable } from './report.ts';
import { readSamples, runSamples, type SampleRelay } from './run.ts';

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
