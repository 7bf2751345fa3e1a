import { readFileSync } from 'node:fs';
import { readSamples, runSamples, type SampleRelay } from './run.ts';
import { sampleSummary, sampleTable } from './report.ts';

/** How long one sample may take, in milliseconds: more than a few postponements. */
const PATIENCE_MS = 60_000;

/**
 * Delivers the samples of `folder` and prints what became of them.
 * @returns whether each became what it was expected to; false where the user ended it before.
 */
export async function deliverSamples(
  relay: SampleRelay,
  folder: URL,
  signal: AbortSignal,
): Promise<boolean> {
  const samples = readSamples(folder);
  const startedAt = Date.now();
  const results = await runSamples({
    samples,
    relay,
    signal,
    read: (file) => readFileSync(new URL(file, folder), 'utf8'),
    patienceMs: PATIENCE_MS,
    onProgress: (done) => {
      showProgress(`delivering sample ${done + 1} of ${samples.length}`);
    },
  });
  showProgress('');
  const durationMs = Date.now() - startedAt;
  if (signal.aborted) return false;
  console.log(`\n${sampleTable(results)}\n\n${sampleSummary(results, durationMs)}`);
  console.log(await relay.inventory());
  return results.every(({ asExpected }) => asExpected);
}

/** One line that is written over; only where somebody watches. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${text}`);
}
