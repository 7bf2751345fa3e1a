import { constants, createReadStream, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LetterSink } from '../../dead-letters/file-format.ts';
import { cannotRead, codeOf } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';

/** A file with one letter on each line. Only its owner may read it: it holds personal data. */
export interface LetterFile extends LetterSink {
  /** Whether a letter was written. */
  readonly isUsed: () => boolean;
  close(): Promise<void>;
}

const OWNER_ONLY = 0o600;

/** Runs, and then closes the file, also after an error. */
export async function closing<T>(file: LetterFile | undefined, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } finally {
    await file?.close();
  }
}

/**
 * Opens the file at the first letter: without letters there is no empty file. Letters survive a crash of the machine
 * once `flush` has resolved.
 *
 * @param append adds to an existing file. Without it, the first write to an existing file throws UsageError.
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
  const file = await open(path, append ? APPEND : 'ax', OWNER_ONLY).catch((error: unknown) => {
    throw new UsageError(problemOf(path, error), { cause: error });
  });
  const problem = append ? unsafeFile(path, await file.stat()) : undefined;
  if (problem !== undefined) {
    await file.close();
    throw new UsageError(problem);
  }
  // Without this the name of a new file can be lost in a crash.
  const folder = await open(dirname(path), 'r');
  await folder.sync();
  await folder.close();
  await endLastLine(file);
  return file;
}

/** Follows no symbolic link, and does not wait for the other end of a pipe. Windows has neither flag. */
const { O_APPEND, O_CREAT, O_RDWR, O_NOFOLLOW, O_NONBLOCK } = constants;
const APPEND = O_APPEND | O_CREAT | O_RDWR | O_NOFOLLOW | O_NONBLOCK;

/** Personal data goes into no file that others can read, or that has another name elsewhere. */
function unsafeFile(path: string, { mode, nlink, ...stats }: Stats): string | undefined {
  if ((mode & constants.S_IFMT) !== constants.S_IFREG) return `${path} is no regular file.`;
  if (nlink > 1)
    return `${path} is a hard link: its other name may be read by others. Name a new file.`;
  if (process.platform === 'win32') return undefined;
  if (stats.uid !== process.getuid?.()) return `${path} belongs to another user. Name a new file.`;
  if ((mode & 0o077) === 0) return undefined;
  return `${path} can be read by others, and letters hold personal data. Run chmod 600 ${path}, or name a new file.`;
}

/** A killed run can leave half a line. The next letter must start on a new one. */
async function endLastLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  if (size === 0) return;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  if (buffer.toString() !== '\n') await file.appendFile('\n');
}

function problemOf(path: string, error: unknown): string {
  const code = codeOf(error);
  if (code === 'ELOOP')
    return `${path} is a link, and letters go into no linked file. Name the file itself.`;
  return code === 'EEXIST'
    ? `${path} exists already. Name another file, or add to it with --append.`
    : `${path} cannot be written (${code}).`;
}

/** No letter is longer, in characters: a body of 1 MiB with each character as `\u0000`, and the attributes. */
const MAX_LINE = 8_388_608;

/**
 * The lines of a file, without their breaks. Needs memory for one line only. Unlike readline, it does not break a line at
 * U+2028, which JSON has within texts.
 *
 * @param hint what to say of the lines before one that is too long. @throws UsageError the file cannot be read, or a line
 *   is too long.
 */
export async function* readLines(path: string, hint = ''): AsyncGenerator<string> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw cannotRead(path, error);
  });
  let [line, number] = ['', 1];
  const add = (text: string): void => {
    line += text;
    if (line.length > MAX_LINE) {
      throw new UsageError(
        `${path}, line ${number}, is longer than 8 MiB, and no dead letter is. Name a file from dlq export or dlq discard.${hint}`,
      );
    }
  };
  const take = (): string => {
    const taken = number === 1 ? line.replace(/^\uFEFF/, '') : line;
    [line, number] = ['', number + 1];
    return taken.endsWith('\r') ? taken.slice(0, -1) : taken;
  };
  try {
    const chunks = createReadStream(path, { fd: file, autoClose: false, encoding: 'utf8' });
    for await (const chunk of chunks) {
      const [first = '', ...others] = String(chunk).split('\n');
      add(first);
      for (const other of others) {
        yield take();
        add(other);
      }
    }
    if (line !== '') yield take();
  } catch (error) {
    throw error instanceof UsageError ? error : cannotRead(path, error);
  } finally {
    await file.close();
  }
}
