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
} from './erase-dead-letters.ts';
import type { PersonMatch } from './find-in-letter.ts';
import type { Person } from './person.ts';

/**
 * Removes a person's lines from a file of exported letters. The other lines go to a copy, which replaces the file when it
 * is complete.
 *
 * @throws UsageError the file cannot be read.
 */
export async function eraseFile(
  path: string,
  person: Person,
  mode: EraseMode & { readonly store?: string; readonly newId: () => string },
  deps: PrepareDeps,
): Promise<Erased> {
  const all: PersonMatch[] = [];
  const kept: string[] = [];
  for await (const line of readLines(path)) {
    const found = isMeant(storeOf(line), mode.store)
      ? await findInLine(line, person, deps)
      : 'nothing';
    all.push(found);
    if (found === 'nothing' || (found === 'shared' && !mode.shared)) kept.push(line);
  }
  const counts = countFound(all, mode);
  const removed = all.length - kept.length;
  if (!mode.execute || removed === 0) return { ...counts, removed: 0, complete: true };
  await replaceFile(path, kept, mode.newId());
  return { ...counts, removed, complete: true };
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

/** At any moment, also after a crash, there is either the old file or the new one. */
async function replaceFile(path: string, lines: readonly string[], id: string): Promise<void> {
  const copy = `${path}.${id}.tmp`;
  const { mode } = await stat(path);
  const file = await open(copy, 'wx', mode);
  try {
    for (const line of lines) await file.appendFile(`${line}\n`);
    await file.sync();
    await file.close();
    await rename(copy, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(copy, { force: true });
    throw error;
  }
  const folder = await open(dirname(path), 'r');
  await folder.sync();
  await folder.close();
}
