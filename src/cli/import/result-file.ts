import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
} from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { jsonText } from '../../util/harmless.ts';
import { asRecord, parseRecord } from '../../util/is-record.ts';
import { createLetterFile } from '../dlq/letter-file.ts';
import { codeOf } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';
import type { Mapping } from './mapping.ts';
import type { RowContext, RowEvent, RowLeftOut } from './row-event.ts';

/** What became of a row, as the result file has it. Holds personal data: the contacts of the row. */
export interface RowResult {
  readonly row: number;
  readonly line: number;
  readonly contacts: RowEvent['contacts'];
  /** A prediction, an outcome, or what a comparison with the shop found. */
  readonly result: string;
  readonly reason?: string;
  readonly detail?: string;
  readonly eventId?: string;
  readonly customerId?: string;
  readonly leftOut?: readonly RowLeftOut[];
  readonly unheld?: readonly string[];
  /** Of a comparison: the parameters that differ in the shop. */
  readonly different?: readonly string[];
}

/** Reads a line of a result file. @returns undefined for a line that a killed run left half written. */
export function readResultLine(line: string): Omit<RowResult, 'contacts'> | undefined {
  const { row, line: at, result, reason, detail, leftOut, unheld } = parseRecord(line);
  if (typeof row !== 'number' || typeof at !== 'number' || typeof result !== 'string')
    return undefined;
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  return {
    row,
    line: at,
    result,
    ...(typeof reason === 'string' && { reason }),
    ...(typeof detail === 'string' && { detail }),
    leftOut: list(leftOut).map((one) => {
      const { path, rule } = asRecord(one);
      return { path: String(path), rule: String(rule) };
    }),
    unheld: list(unheld).map(String),
  };
}

/** One line of JSON. Absent and empty parts are left out. */
export function resultLine({ contacts, leftOut, unheld, ...rest }: RowResult): string {
  const { row, line, result, ...more } = rest;
  return JSON.stringify({
    row,
    line,
    ...contacts,
    result,
    ...more,
    ...(leftOut && leftOut.length > 0 && { leftOut }),
    ...(unheld && unheld.length > 0 && { unheld }),
  });
}

interface NewResultsDeps {
  /** Two runs may write the same file at once: each has a temporary file of its own. */
  readonly newId: () => string;
  readonly createFile?: typeof createLetterFile;
}

/**
 * Collects results, and writes them to a new file that replaces the one of an earlier run when it is complete.
 *
 * @returns rejects with a UsageError where the disk takes no more; the old file then stays.
 */
export function openNewResults(
  path: string,
  { newId, createFile = createLetterFile }: NewResultsDeps,
) {
  const copy = `${path}.${newId()}.tmp`;
  const file = createFile(copy, false);
  let lines: string[] = [];
  const written = async (write: () => Promise<void>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(
        `${path} cannot be written (${codeOf(error)}). Nothing was sent, and an older file stays as it was.`,
        { cause: error },
      );
    }
  };
  const flush = async (): Promise<void> => {
    const piece = lines;
    lines = [];
    await written(() => file.append(piece));
  };
  return {
    add: async (result: RowResult): Promise<void> => {
      lines.push(resultLine(result));
      if (lines.length >= 500) await flush();
    },
    /** @param isComplete false: the old file stays. */
    close: async (isComplete: boolean): Promise<void> => {
      let isWritten = false;
      try {
        if (isComplete) {
          await flush();
          await written(() => file.flush());
        }
        isWritten = isComplete;
      } finally {
        await file.close();
        // It holds personal data.
        if (!isWritten && file.isUsed()) await rm(copy, { force: true });
      }
      if (isWritten && file.isUsed()) await written(() => rename(copy, path));
    },
  };
}

/** Temporary files beside a result file: of a run that was killed, or of one that goes on. */
export function leftoversOf(path: string): readonly string[] {
  const begin = `${basename(path)}.`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(begin) && /^(?:[\w-]+\.)?tmp$/.test(name.slice(begin.length)))
    .map((name) => join(dirname(path), name));
}

/** @throws UsageError the file is there, and is no result file: it would be replaced. */
export function refuseForeign(path: string): void {
  if (!existsSync(path)) return;
  const [first = ''] = beginningOf(path).split('\n');
  if (readResultLine(first) !== undefined && !existsSync(statePath(path))) return;
  throw new UsageError(
    `${path} exists already, and is no file of predictions. Name another file with --results.`,
  );
}

function beginningOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(100_000);
    return bytes.subarray(0, readSync(file, bytes)).toString('utf8');
  } finally {
    closeSync(file);
  }
}

/** How far an import came. Holds no personal data. */
export interface ImportState {
  readonly store: string;
  /** Of the file with the people. */
  readonly sha256: string;
  readonly encoding: string;
  readonly mapping: Mapping;
  readonly type: RowContext['type'];
  readonly asOf?: string;
  readonly timeZone: string;
  /** The id of the W3C trace of all its messages: their log lines are found by it. */
  readonly trace: string;
  /** The log was read up to this time, and its outcomes are in the result file. */
  readonly readUntil: number;
  /** Rows up to this one are on the queue, or have a result. */
  readonly sent: number;
  /** Rows of the file. */
  readonly total: number;
}

export const statePath = (results: string): string => `${results}.state`;

/** At any moment, also after a crash, there is either the old state or the new one. */
export async function writeState(results: string, state: ImportState): Promise<void> {
  const path = statePath(results);
  const copy = `${path}.tmp`;
  const { O_CREAT, O_TRUNC, O_WRONLY, O_NOFOLLOW } = constants;
  const file: FileHandle = await open(
    copy,
    O_CREAT | O_TRUNC | O_WRONLY | (O_NOFOLLOW ?? 0),
    0o600,
  );
  try {
    await file.writeFile(`${jsonText(state)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(copy, path);
}

/**
 * Saves how far one run came.
 *
 * @returns rejects with a UsageError where another run has saved its own state since: both would send the same rows, and
 * the later state could be the older one.
 */
export function openState(results: string): (next: ImportState) => Promise<void> {
  let last = readState(results);
  return async (next) => {
    const found = readState(results);
    if (found !== undefined && jsonText(found) !== jsonText(last))
      throw new UsageError(
        `Another run goes on with the import into ${results}. This one has stopped. No row is lost, and no customer is doubled.`,
      );
    await writeState(results, next);
    last = readState(results);
  };
}

/** The state of an import that was begun; undefined if there is none. @throws UsageError it cannot be read. */
export function readState(results: string): ImportState | undefined {
  const path = statePath(results);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new UsageError(`${path} cannot be read (${codeOf(error)}).`, { cause: error });
  }
  const state = parseRecord(text);
  const { sha256, store, trace, sent, total, readUntil } = state;
  const isState =
    [sha256, store, trace].every((one) => typeof one === 'string') &&
    [sent, total, readUntil].every((one) => typeof one === 'number');
  if (!isState) throw new UsageError(`${path} is not the state of an import.`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only `writeState` writes this file
  return state as unknown as ImportState;
}
