import { createHash } from 'node:crypto';
import type { Copy, Queue } from '../message/queue-port.ts';
import { readArchive } from './archive/read.ts';
import { fromLine, type WrittenLetter } from './file-format.ts';
import type { Selection } from './letter.ts';
import type { Archive } from './ports.ts';
import { holdLetters, type ReadDeps } from './reading/hold.ts';
import type { OnProgress } from './reading/progress.ts';

export interface ImportReport {
  /** Lines that hold a letter. */
  readonly read: number;
  readonly imported: number;
  /** Were in the queue already, or came twice. */
  readonly alreadyThere: number;
  /** Numbers of lines that hold no letter. */
  readonly broken: readonly number[];
  /** Numbers of lines that the queue did not take; importing again tries only these. */
  readonly refused: readonly number[];
  readonly stopped?: 'signal';
  /** Whether the whole queue was seen before; if not, letters may be there twice now. */
  readonly complete: boolean;
}

interface ImportDeps extends ReadDeps {
  readonly queue: Queue;
  /** The lines of a file, without their breaks. */
  readonly lines: AsyncIterable<string>;
}

/** As many as SQS takes in one call. */
const BATCH = 10;

interface Numbered {
  readonly number: number;
  readonly letter: WrittenLetter;
}

/**
 * Puts written letters back into the dead-letter queue, body and attributes to the byte. What is there already is left
 * out, so that repeating it changes nothing.
 *
 * @throws WaitError the queue cannot be reached.
 */
export async function importLetters(
  { queue, lines, ...deps }: ImportDeps,
  onProgress: OnProgress = () => undefined,
): Promise<ImportReport> {
  const { prints, complete } = await printsInQueue(deps);
  const counts = { read: 0, imported: 0, alreadyThere: 0 };
  const broken: number[] = [];
  const refused: number[] = [];
  const ids = new Set<string>();
  let batch: Numbered[] = [];
  const send = async (): Promise<void> => {
    const confirmed = await queue.send(batch.map(toCopy));
    counts.imported += confirmed.size;
    refused.push(...batch.flatMap(({ number }) => (confirmed.has(String(number)) ? [] : number)));
    batch = [];
    onProgress({ phase: 'importing', done: counts.read });
  };
  let number = 0;
  for await (const line of lines) {
    if (deps.signal.aborted) break;
    number += 1;
    if (line.trim() === '') continue;
    const letter = fromLine(line);
    if (letter === undefined) {
      broken.push(number);
      continue;
    }
    counts.read += 1;
    const { messageId } = letter;
    const print = fingerprint(letter);
    const there = prints.get(print) ?? 0;
    if (ids.has(`${messageId} ${print}`) || there > 0) {
      // A file that was written in two runs can hold one letter twice.
      if (!ids.has(`${messageId} ${print}`)) prints.set(print, there - 1);
      counts.alreadyThere += 1;
    } else {
      batch.push({ number, letter });
    }
    ids.add(`${messageId} ${print}`);
    if (batch.length === BATCH) await send();
  }
  if (batch.length > 0) await send();
  const stopped = deps.signal.aborted ? ({ stopped: 'signal' } as const) : {};
  return { ...counts, broken, refused, ...stopped, complete };
}

/** How often each letter is in the queue. */
async function printsInQueue(
  deps: ReadDeps,
): Promise<{ readonly prints: Map<string, number>; readonly complete: boolean }> {
  return holdLetters(deps, async (hold) => {
    const prints = new Map<string, number>();
    for (let next = await hold.next(); next; next = await hold.next()) {
      for (const { inHand } of next) {
        const print = fingerprint(inHand);
        prints.set(print, (prints.get(print) ?? 0) + 1);
      }
    }
    return { prints, complete: hold.isComplete() };
  });
}

/** The same for the same body and attributes only. */
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

const toCopy = ({ number, letter }: Numbered): Copy => ({
  key: String(number),
  to: 'deadLetters',
  body: letter.body,
  attributes: letter.attributes,
  delaySeconds: 0,
  ...(letter.groupId !== undefined && { groupId: letter.groupId }),
  ...(letter.traceHeader !== undefined && { traceHeader: letter.traceHeader }),
});

export interface ArchiveImportReport extends Omit<ImportReport, 'broken' | 'refused'> {
  /** Keys of objects that the queue did not take; importing again tries only these. */
  readonly refused: readonly string[];
  /** Keys of objects that hold no letter. They stay. */
  readonly broken: readonly string[];
  /** Objects that are gone from the archive. */
  readonly removed: number;
}

interface ArchiveImportDeps extends ReadDeps {
  readonly queue: Queue;
  readonly archive: Archive;
}

/**
 * Brings archived letters back into the dead-letter queue, body and attributes to the byte, where they have their whole
 * time again. With `remove` the objects go, each after SQS has confirmed its letter.
 *
 * @throws WaitError the queue or the archive cannot be reached.
 */
export async function importArchive(
  selection: Selection,
  { remove }: { readonly remove: boolean },
  { archive, ...deps }: ArchiveImportDeps,
  onProgress?: OnProgress,
): Promise<ArchiveImportReport> {
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
  const report = await importLetters({ ...deps, lines: lines() }, onProgress);
  const numbers = new Set(report.refused);
  const refused = keys.filter((_, at) => numbers.has(at + 1));
  // After Ctrl-C a line may have been read and not been dealt with.
  const done = keys.slice(0, report.read).filter((_, at) => !numbers.has(at + 1));
  const removed = remove && done.length > 0 ? await archive.remove(done) : new Set();
  return { ...report, broken, refused, removed: removed.size };
}
