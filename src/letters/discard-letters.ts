import type { LetterSummary } from '../dead-letters/letter.ts';
import type { LetterSink } from './letter-sink.ts';
import { listLetters } from '../dead-letters/list.ts';
import type { OnProgress } from '../dead-letters/reading/progress.ts';
import type { ReadDeps } from './read-deps.ts';
import type { Selection } from './selection.ts';
import { writeLetters, type WriteReport } from '../dead-letters/write.ts';

export interface DiscardOptions {
  /** Stands in the kept copy, for whoever asks later. */
  readonly why: string;
  readonly execute: boolean;
}

/** What was discarded, or would be. */
export interface DiscardReport extends WriteReport {
  readonly dryRun: boolean;
  /** What would be discarded; of a dry run only. */
  readonly letters: readonly LetterSummary[];
}

/**
 * Removes the selected letters for good, each after its copy is on the sink. A dry run unless `execute`.
 *
 * @param deps without a `sink` no copy is kept. @throws WaitError the queue cannot be reached.
 */
export async function discardLetters(
  selection: Selection,
  { why, execute }: DiscardOptions,
  deps: ReadDeps & { readonly sink?: LetterSink },
  onProgress?: OnProgress,
): Promise<DiscardReport> {
  if (!execute) {
    const { letters, total, complete } = await listLetters(selection, deps);
    const nothing = { written: 0, removed: 0, left: [] };
    const stopped = total > letters.length ? ({ stopped: 'limit' } as const) : {};
    return { dryRun: true, letters, selected: letters.length, ...nothing, ...stopped, complete };
  }
  const note = { discardedAt: new Date(deps.now()).toISOString(), why };
  const options = { remove: true, note };
  const report = await writeLetters(selection, options, { sink: undefined, ...deps }, onProgress);
  return { dryRun: false, letters: [], ...report };
}
