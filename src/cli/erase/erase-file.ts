import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PrepareDeps } from '../../consume/prepare.ts';
import { fromLine } from '../../dead-letters/file-format.ts';
import { toLetter } from '../../dead-letters/letter.ts';
import { readLines } from '../dlq/letter-file.ts';
import {
  countFound,
  type Erased,
  type EraseMode,
  findInLine,
  isMeant,
  type Showing,
} from './erase-dead-letters.ts';
import type { PersonMatch } from './find-in-letter.ts';
import type { Person } from './person.ts';
import { isNamedInRow, readRawRows } from './raw-rows.ts';

/**
 * Removes a person's lines from a file of exported letters or of results of an import, and a person's rows from a CSV
 * file of people. The other lines go to a copy, which replaces the file when it
 * is complete.
 *
 * @throws UsageError the file cannot be read.
 */
export async function eraseFile(
  path: string,
  person: Person,
  mode: EraseMode & { readonly store?: string; readonly newId: () => string },
  { signal, advance, ...deps }: PrepareDeps & Showing & { readonly signal: AbortSignal },
): Promise<Erased> {
  if (await isCsv(path)) return eraseRows(path, person, mode, { signal, advance });
  const all: PersonMatch[] = [];
  let removed = 0;
  async function* keptLines(): AsyncGenerator<Buffer> {
    [all.length, removed] = [0, 0];
    for await (const line of readLines(path)) {
      if (signal.aborted) return;
      const found = isMeant(storeOf(line), mode.store)
        ? await findInLine(line, person, deps)
        : 'nothing';
      all.push(found);
      advance(all.length);
      if (found === 'nothing' || (found === 'shared' && !mode.shared))
        yield Buffer.from(`${line}\n`);
      else removed += 1;
    }
  }
  for await (const _ of keptLines()) continue;
  const isRewritten =
    mode.execute && removed > 0 && (await replaceFile(path, keptLines(), mode.newId(), signal));
  const counts = countFound(all, mode);
  return { ...counts, removed: isRewritten ? removed : 0, complete: !signal.aborted };
}

/** Every line of the other files is JSON. */
async function isCsv(path: string): Promise<boolean> {
  for await (const line of readLines(path)) {
    if (line.trim() !== '') return !line.trimStart().startsWith('{');
  }
  return false;
}

/** A row holds one person. All other rows stay byte for byte. */
async function eraseRows(
  path: string,
  person: Person,
  mode: EraseMode & { readonly newId: () => string },
  { signal, advance }: Showing & { readonly signal: AbortSignal },
): Promise<Erased> {
  let [seen, found] = [0, 0];
  async function* keptRows(): AsyncGenerator<Buffer> {
    [seen, found] = [0, 0];
    for await (const row of readRawRows(path)) {
      if (signal.aborted) return;
      advance((seen += 1));
      if (isNamedInRow(row, person)) found += 1;
      else yield row.bytes;
    }
  }
  for await (const _ of keptRows()) continue;
  const isRewritten =
    mode.execute && found > 0 && (await replaceFile(path, keptRows(), mode.newId(), signal));
  return {
    found,
    shared: 0,
    removed: isRewritten ? found : 0,
    complete: !signal.aborted,
  };
}

/** The stores that the letters of a file name. @throws UsageError the file cannot be read. */
export async function storesInFile(path: string): Promise<readonly string[]> {
  const stores = new Set<string>();
  for await (const line of readLines(path)) {
    const store = storeOf(line);
    if (store !== undefined) stores.add(store);
  }
  return [...stores];
}

function storeOf(line: string): string | undefined {
  const letter = fromLine(line.trim());
  return letter && toLetter({ ...letter, receipt: '' }, 0).store;
}

/**
 * At any moment, also after a crash, there is either the old file or the new one.
 *
 * @returns false after an abort: the old file stays.
 */
async function replaceFile(
  path: string,
  pieces: AsyncIterable<Buffer>,
  id: string,
  signal: AbortSignal,
): Promise<boolean> {
  const copy = `${path}.${id}.tmp`;
  const { mode } = await stat(path);
  const file = await open(copy, 'wx', mode);
  try {
    for await (const piece of pieces) await file.appendFile(piece);
    await file.sync();
    await file.close();
    if (signal.aborted) {
      await rm(copy);
      return false;
    }
    await rename(copy, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(copy, { force: true });
    throw error;
  }
  const folder = await open(dirname(path), 'r');
  await folder.sync();
  await folder.close();
  return true;
}
