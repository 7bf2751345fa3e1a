import { createHash } from 'node:crypto';
import type { Copy } from '../message/queue-port.ts';
import { MAX_BATCH_ENTRIES } from '../util/sqs-limits.ts';
import type { ArchivedKey } from './archive/key.ts';
import { listArchive, readArchive } from './archive/read.ts';
import { fromLine, type WrittenLetter } from './file-format.ts';
import {
  checkShortIds,
  isIdOf,
  isSelected,
  isShortId,
  type LetterSummary,
  type Selection,
  toLetter,
} from './letter.ts';
import type { Archive } from './ports.ts';
import type { ReplayDeps } from './replay/options.ts';
import { type OnProgress, type ReadDeps, withReadingSession } from './reading/session.ts';

export interface ImportReport {
  /** Lines that hold a selected dead letter. */
  readonly read: number;
  readonly imported: number;
  /** Letters that were in the queue already, or twice in the file. */
  readonly alreadyThere: number;
  /** Numbers of lines that hold no dead letter. */
  readonly broken: readonly number[];
  /** Numbers of lines that the queue did not confirm; a second import sends only these. */
  readonly refused: readonly number[];
  readonly stopped?: 'signal';
  /** Whether the whole queue was read before; if not, nothing is imported, because letters could be there twice. */
  readonly complete: boolean;
}

type FileImportDeps = ReadDeps &
  Pick<ReplayDeps, 'queue'> & {
    /** Which letters are imported; with a limit, the first ones. @default all */
    readonly selection?: Selection;
  };

interface NumberedLetter {
  readonly number: number;
  readonly letter: WrittenLetter;
}

/**
 * Sends written letters back to the dead-letter queue, body and attributes to the byte. It skips letters that are there
 * already, so a repetition changes nothing. Where it cannot see the whole queue, it sends nothing.
 *
 * @param lines of a file, without their breaks. @throws WaitError the queue cannot be reached.
 */
export async function importLetters(
  lines: AsyncIterable<string>,
  { queue, selection = {}, ...deps }: FileImportDeps,
  onProgress: OnProgress = () => undefined,
): Promise<ImportReport> {
  const { prints, complete } = await printsInQueue(deps, onProgress);
  const counts = { read: 0, imported: 0, alreadyThere: 0 };
  if (!complete) return { ...counts, broken: [], refused: [], ...stoppedBy(deps), complete };
  const broken: number[] = [];
  const refused: number[] = [];
  const ids = new Set<string>();
  let batch: NumberedLetter[] = [];
  const send = async (): Promise<void> => {
    const confirmed = await queue.send(batch.map(toCopy));
    counts.imported += confirmed.size;
    refused.push(...batch.flatMap(({ number }) => (confirmed.has(String(number)) ? [] : number)));
    batch = [];
  };
  let number = 0;
  for await (const line of lines) {
    if (deps.signal.aborted || counts.read === selection.limit) break;
    number += 1;
    if (line.trim() === '') continue;
    const letter = fromLine(line);
    if (letter === undefined) {
      broken.push(number);
      continue;
    }
    if (!isSelected(toLetter({ ...letter, receipt: '' }, 0), selection)) continue;
    counts.read += 1;
    onProgress({ phase: 'importing', done: counts.read });
    const { messageId } = letter;
    const print = fingerprint(letter);
    const there = prints.get(print) ?? 0;
    if (ids.has(`${messageId} ${print}`) || there > 0) {
      // A file of two exports can hold the same letter twice.
      if (!ids.has(`${messageId} ${print}`)) prints.set(print, there - 1);
      counts.alreadyThere += 1;
    } else {
      batch.push({ number, letter });
    }
    ids.add(`${messageId} ${print}`);
    if (batch.length === MAX_BATCH_ENTRIES) await send();
  }
  if (batch.length > 0) await send();
  return { ...counts, broken, refused, ...stoppedBy(deps), complete };
}

const stoppedBy = ({ signal }: ReadDeps): Pick<ImportReport, 'stopped'> =>
  signal.aborted ? { stopped: 'signal' } : {};

/** Counts the letters of the queue by fingerprint. */
async function printsInQueue(
  deps: ReadDeps,
  onProgress: OnProgress,
): Promise<{ readonly prints: Map<string, number>; readonly complete: boolean }> {
  return withReadingSession(deps, async (session) => {
    const prints = new Map<string, number>();
    let done = 0;
    for (let next = await session.next(); next; next = await session.next()) {
      for (const { message } of next) {
        const print = fingerprint(message);
        prints.set(print, (prints.get(print) ?? 0) + 1);
      }
      done += next.length;
      onProgress({ phase: 'reading', done, total: Math.max(done, session.expected) });
    }
    return { prints, complete: session.isComplete() };
  });
}

/** Equal if body and attributes are equal. */
function fingerprint({ body, attributes }: Pick<WrittenLetter, 'body' | 'attributes'>): string {
  const hash = createHash('sha256').update(JSON.stringify(body));
  for (const [name, { type, value }] of Object.entries(attributes).toSorted(byName)) {
    const text = typeof value === 'string' ? value : Buffer.from(value).toString('base64');
    hash.update(JSON.stringify([name, type, typeof value, text]));
  }
  return hash.digest('base64');
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

const toCopy = ({ number, letter }: NumberedLetter): Copy => ({
  key: String(number),
  to: 'deadLetters',
  body: letter.body,
  attributes: letter.attributes,
  delaySeconds: 0,
  ...(letter.groupId !== undefined && { groupId: letter.groupId }),
  ...(letter.traceHeader !== undefined && { traceHeader: letter.traceHeader }),
});

export interface ArchiveImportReport extends Omit<ImportReport, 'broken' | 'refused'> {
  /** Keys of objects whose letter the queue did not confirm; a second import sends only these. */
  readonly refused: readonly string[];
  /** Keys of objects that hold no dead letter. They stay in the archive. */
  readonly broken: readonly string[];
  /** Objects removed from the archive. */
  readonly removed: number;
}

/**
 * Sends archived letters back to the dead-letter queue, body and attributes to the byte. Their retention begins anew.
 * With `remove` each object is removed after SQS has confirmed its letter.
 *
 * @throws WaitError the queue or the archive cannot be reached. @throws AmbiguousIdError a short id fits several letters.
 */
export async function importArchive(
  selection: Selection,
  { remove }: { readonly remove: boolean },
  { archive, ...deps }: ReadDeps & Pick<ReplayDeps, 'queue'> & { readonly archive: Archive },
  onProgress?: OnProgress,
): Promise<ArchiveImportReport> {
  await checkArchivedIds(selection, archive);
  const keys: string[] = [];
  const broken: string[] = [];
  async function* lines(): AsyncGenerator<string> {
    for await (const { key, line } of readArchive(selection, archive)) {
      if (line === undefined) {
        broken.push(key);
        continue;
      }
      keys.push(key);
      yield line;
    }
  }
  const report = await importLetters(lines(), deps, onProgress);
  const numbers = new Set(report.refused);
  const refused = keys.filter((_, at) => numbers.has(at + 1));
  // After an abort the last line may be read and not sent.
  const done = keys.slice(0, report.read).filter((_, at) => !numbers.has(at + 1));
  const removed = remove && done.length > 0 ? await archive.remove(done) : new Set();
  return { ...report, broken, refused, removed: removed.size };
}

/** @throws AmbiguousIdError a short id fits several archived letters. @throws WaitError */
async function checkArchivedIds(selection: Selection, archive: Archive): Promise<void> {
  if (!selection.ids?.some(isShortId)) return;
  const found: Pick<ArchivedKey, 'messageId'>[] = [];
  for await (const one of listArchive(selection, archive)) {
    if (selection.ids.some((id) => isIdOf(id, one))) found.push(one);
  }
  checkShortIds(selection, found);
}

/** The same for the lines of a file. @throws AmbiguousIdError */
export async function checkIdsInLines(
  selection: Selection,
  lines: () => AsyncIterable<string>,
): Promise<void> {
  if (!selection.ids?.some(isShortId)) return;
  const found = new Map<string, Pick<LetterSummary, 'messageId' | 'eventId'>>();
  for await (const line of lines()) {
    const written = fromLine(line);
    if (written === undefined) continue;
    const { messageId, eventId } = toLetter({ ...written, receipt: '' }, 0);
    const isOne = selection.ids.some((id) => isIdOf(id, { messageId }));
    // A file of two exports can hold the same letter twice.
    if (isOne) found.set(messageId, { messageId, ...(eventId !== undefined && { eventId }) });
  }
  checkShortIds(selection, [...found.values()]);
}
