import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { LetterSink } from '../../dead-letters/file-format.ts';
import { UsageError } from '../usage-error.ts';

/** A file of letters, one a line. Nobody but its owner may read it: it holds personal data. */
export interface LetterFile extends LetterSink {
  /** Whether anything was written. */
  readonly isUsed: () => boolean;
  close(): Promise<void>;
}

const OWNER_ONLY = 0o600;

/** Closes the file afterwards, also after an error. */
export async function closing<T>(file: LetterFile | undefined, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } finally {
    await file?.close();
  }
}

/**
 * Opens the file with the first letter, so that nothing is left behind where there is none. What `flush` has confirmed
 * survives a crash of the machine.
 *
 * @param append adds to a file that is there; otherwise that is refused, by `append`. @throws UsageError
 */
export function createLetterFile(path: string, append: boolean): LetterFile {
  let file: FileHandle | undefined;
  return {
    isUsed: () => file !== undefined,
    async append(lines) {
      if (lines.length === 0) return;
      file ??= await openFile(path, append);
      await file.appendFile(lines.map((line) => `${line}\n`).join(''));
    },
    async flush() {
      await file?.sync();
    },
    async close() {
      await file?.close();
    },
  };
}

async function openFile(path: string, append: boolean): Promise<FileHandle> {
  const file = await open(path, append ? 'a+' : 'ax', OWNER_ONLY).catch((error: unknown) => {
    throw new UsageError(problemOf(path, error), { cause: error });
  });
  // Only then does the name of a new file survive a crash too.
  const folder = await open(dirname(path), 'r');
  await folder.sync();
  await folder.close();
  await endLastLine(file);
  return file;
}

/** A run that was killed while it wrote leaves half a line; what follows must not become a part of it. */
async function endLastLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  if (size === 0) return;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  if (buffer.toString() !== '\n') await file.appendFile('\n');
}

function problemOf(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return code === 'EEXIST'
    ? `${path} is there already. Name another file, or add to it with --append.`
    : `${path} cannot be written (${code}).`;
}

/** The lines of a file, one after the other. @throws UsageError it cannot be read. */
export async function* readLines(path: string): AsyncGenerator<string> {
  const file = await open(path, 'r').catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new UsageError(`${path} cannot be read (${code}).`, { cause: error });
  });
  try {
    yield* createInterface({
      input: createReadStream(path, { fd: file, autoClose: false, encoding: 'utf8' }),
      crlfDelay: Infinity,
    });
  } finally {
    await file.close();
  }
}
