import { type DiscardNote, type LetterSink, toLine } from './file-format.ts';
import { checkShortIds, type LetterSummary, type Selection, toSummary } from './letter.ts';
import { listLetters } from './list.ts';
import { openLetterBatches } from './reading/batches.ts';
import { openSelectionFilter } from './reading/filter.ts';
import { type OnProgress, type ReadDeps, withReadingSession } from './reading/session.ts';

/** Result of an export or a discard. */
export interface WriteReport {
  readonly selected: number;
  /** In the sink, and flushed. */
  readonly written: number;
  readonly removed: number;
  /** Letters whose removal SQS did not confirm. Their copies are in the sink. */
  readonly left: readonly LetterSummary[];
  /** `limit`: the limit left out selected letters. */
  readonly stopped?: 'limit' | 'signal';
  /** Whether the whole queue was read. */
  readonly complete: boolean;
}

interface WriteOptions {
  readonly remove: boolean;
  readonly note?: DiscardNote;
}

/**
 * Writes the selected letters to the sink. With `remove` it removes each letter after the flush, never before.
 *
 * @param sink `undefined` keeps no copy. @throws WaitError the queue cannot be reached. @throws any error of the sink; the
 *   letters of that batch stay in the queue.
 */
async function writeLetters(
  selection: Selection,
  { remove, note }: WriteOptions,
  { sink, ...deps }: ReadDeps & { readonly sink: LetterSink | undefined },
  onProgress: OnProgress = () => undefined,
): Promise<WriteReport> {
  const filter = await openSelectionFilter(selection, deps, onProgress);
  return withReadingSession(deps, async (session) => {
    const counts = { selected: 0, written: 0, removed: 0 };
    const left: LetterSummary[] = [];
    let found = 0;
    const matches = (letter: LetterSummary): boolean => {
      const isMatch = filter.matches(letter);
      if (isMatch) found += 1;
      return isMatch;
    };
    const isOver = (): boolean => found === filter.count;
    const batches = openLetterBatches(session, deps.signal, matches, isOver, (done) => {
      onProgress({ phase: 'reading', done, total: Math.max(done, session.expected) });
    });
    for (let batch = await batches.next(); batch; batch = await batches.next()) {
      counts.selected += batch.length;
      if (sink !== undefined) {
        await sink.append(batch.map(({ message }) => toLine(message, note)));
        await sink.flush();
        counts.written += batch.length;
      }
      onProgress({ phase: 'writing', done: counts.selected, ...totalOf(filter.count) });
      if (!remove) continue;
      const gone = await session.remove(batch).catch(() => new Set<string>());
      counts.removed += gone.size;
      left.push(...batch.filter(({ messageId }) => !gone.has(messageId)).map(toSummary));
    }
    const stopped = deps.signal.aborted ? 'signal' : filter.isLimited ? 'limit' : undefined;
    const isComplete = session.isComplete() || found === filter.count;
    return { ...counts, left, ...(stopped && { stopped }), complete: isComplete };
  });
}

const totalOf = (total: number | undefined) => (total === undefined ? {} : { total });

interface DiscardOptions {
  /** Written into the copy, for later questions. */
  readonly why: string;
  readonly execute: boolean;
}

/** Result of a discard or of its dry run. */
export interface DiscardReport extends WriteReport {
  readonly dryRun: boolean;
  /** Letters that `execute` would discard; empty after a real run. */
  readonly letters: readonly LetterSummary[];
}

/**
 * Removes the selected letters for good, each after its copy is in the sink. A dry run unless `execute`.
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
    const list = await listLetters(selection, deps, onProgress);
    const { letters, total, complete } = list;
    checkShortIds(selection, letters);
    const nothing = { written: 0, removed: 0, left: [] };
    const stopped: WriteReport['stopped'] =
      list.stopped ?? (total > letters.length ? 'limit' : undefined);
    const ends = { ...(stopped && { stopped }), complete };
    return { dryRun: true, letters, selected: letters.length, ...nothing, ...ends };
  }
  const note = { discardedAt: new Date(deps.now()).toISOString(), why };
  const options = { remove: true, note };
  const report = await writeLetters(selection, options, { sink: undefined, ...deps }, onProgress);
  return { dryRun: false, letters: [], ...report };
}

/** Writes the selected letters to a sink, body and attributes to the byte; `remove` also removes them from the queue. */
export const exportLetters = (
  selection: Selection,
  options: { readonly remove?: boolean },
  deps: ReadDeps & { readonly sink: LetterSink },
  onProgress?: OnProgress,
): Promise<WriteReport> =>
  writeLetters(selection, { remove: options.remove === true }, deps, onProgress);
