import { createHash } from 'node:crypto';
import type { Copy, Queue } from '../message/queue-port.ts';
import { holdLetters } from './reading/hold.ts';
import { fromLine, type WrittenLetter } from './file-format.ts';
import type { OnProgress } from './reading/progress.ts';
import type { ReadDeps } from '../letters/read-deps.ts';

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
