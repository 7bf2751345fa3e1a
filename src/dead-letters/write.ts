import { type DiscardNote, type LetterSink, toLine } from './file-format.ts';
import { type LetterSummary, type Selection, toSummary } from './letter.ts';
import { listLetters } from './list.ts';
import { openLetterBatches } from './reading/batches.ts';
import { filterLetters } from './reading/filter.ts';
import { holdLetters, type ReadDeps } from './reading/hold.ts';
import type { OnProgress } from './reading/progress.ts';

/** What was done with letters that were written down. */
export interface WriteReport {
  readonly selected: number;
  /** On the sink, and flushed. */
  readonly written: number;
  readonly removed: number;
  /** Should have been removed and still is in the queue, or may be: a copy of it is on the sink. */
  readonly left: readonly LetterSummary[];
  /** `limit`: more letters are selected than the limit lets through. */
  readonly stopped?: 'limit' | 'signal';
  /** Whether the whole queue was seen. */
  readonly complete: boolean;
}

interface WriteOptions {
  readonly remove: boolean;
  readonly note?: DiscardNote;
}

/**
 * Writes the selected letters down, and removes those that are on the sink for sure. Never the other way round.
 *
 * @param sink where they go; `undefined` keeps no copy.
 * @throws WaitError the queue cannot be reached. @throws whatever the sink does; nothing of what it did not take is removed.
 */
async function writeLetters(
  selection: Selection,
  { remove, note }: WriteOptions,
  { sink, ...deps }: ReadDeps & { readonly sink: LetterSink | undefined },
  onProgress: OnProgress = () => undefined,
): Promise<WriteReport> {
  const pick = await filterLetters(selection, deps);
  return holdLetters(deps, async (hold) => {
    const counts = { selected: 0, written: 0, removed: 0 };
    const left: LetterSummary[] = [];
    let found = 0;
    const wants = (letter: LetterSummary): boolean => {
      const isWanted = pick.wants(letter);
      if (isWanted) found += 1;
      return isWanted;
    };
    const batches = openLetterBatches(hold, deps.signal, wants, () => found === pick.count);
    for (let wave = await batches.next(); wave; wave = await batches.next()) {
      counts.selected += wave.length;
      if (sink !== undefined) {
        await sink.append(wave.map(({ inHand }) => toLine(inHand, note)));
        await sink.flush();
        counts.written += wave.length;
      }
      onProgress({ phase: 'writing', done: counts.selected, ...totalOf(pick.count) });
      if (!remove) continue;
      const gone = await hold.remove(wave).catch(() => new Set<string>());
      counts.removed += gone.size;
      left.push(...wave.filter(({ messageId }) => !gone.has(messageId)).map(toSummary));
    }
    const stopped = deps.signal.aborted ? 'signal' : pick.leavesOut ? 'limit' : undefined;
    const isComplete = hold.isComplete() || found === pick.count;
    return { ...counts, left, ...(stopped && { stopped }), complete: isComplete };
  });
}

const totalOf = (total: number | undefined) => (total === undefined ? {} : { total });

interface DiscardOptions {
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

/** Copies the selected letters to a sink, body and attributes to the byte; with `remove` it takes them out of the queue. */
export const exportLetters = (
  selection: Selection,
  options: { readonly remove?: boolean },
  deps: ReadDeps & { readonly sink: LetterSink },
  onProgress?: OnProgress,
): Promise<WriteReport> =>
  writeLetters(selection, { remove: options.remove === true }, deps, onProgress);
