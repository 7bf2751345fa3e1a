import { holdLetters } from './reading/hold.ts';
import { type LetterSummary, toSummary } from './letter.ts';
import { type DiscardNote, toLine } from './file-format.ts';
import type { LetterSink } from '../letters/letter-sink.ts';
import { openWaves } from './reading/batches.ts';
import { pickLetters } from './reading/filter.ts';
import type { OnProgress } from './reading/progress.ts';
import type { ReadDeps } from '../letters/read-deps.ts';
import type { Selection } from '../letters/selection.ts';

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
export async function writeLetters(
  selection: Selection,
  { remove, note }: WriteOptions,
  { sink, ...deps }: ReadDeps & { readonly sink: LetterSink | undefined },
  onProgress: OnProgress = () => undefined,
): Promise<WriteReport> {
  const pick = await pickLetters(selection, deps);
  return holdLetters(deps, async (hold) => {
    const counts = { selected: 0, written: 0, removed: 0 };
    const left: LetterSummary[] = [];
    let found = 0;
    const wants = (letter: LetterSummary): boolean => {
      const isWanted = pick.wants(letter);
      if (isWanted) found += 1;
      return isWanted;
    };
    const waves = openWaves(hold, deps.signal, wants, () => found === pick.count);
    for (let wave = await waves.next(); wave; wave = await waves.next()) {
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
