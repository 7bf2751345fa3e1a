import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import type { ShopFacts } from '../../generated/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { codeOf } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';

/** What a run begins with; a later run with the same file must have the same. */
export interface ProbeHead {
  readonly probe: 1;
  readonly store: string;
  readonly baseUrl: string;
  readonly domain: string;
  readonly phones: string;
}

/** What a step found, and what it could not find. */
export interface Findings {
  readonly facts: ShopFacts['facts'];
  readonly unknown: ShopFacts['unknown'];
}

/** The customer that later steps search. */
export interface MainCustomer {
  readonly id: string;
  /** As the shop shows it. */
  readonly email: string;
  /** E.164. */
  readonly phone: string;
  /** As the shop shows it; absent where it shows none. */
  readonly shownPhone?: string;
  /** Whether a search has shown the customer. */
  readonly isFound: boolean;
}

/** A line of the file, written before the call (`intent`) and after it. */
export type JournalLine =
  | { readonly intent: number; readonly email: string }
  | { readonly made: number; readonly id: string }
  | { readonly refused: number }
  | { readonly done: string; readonly findings: Findings; readonly main?: MainCustomer }
  | { readonly removed: string }
  | { readonly ended: true };

/** The file of a probe: what it made, so that nothing is forgotten after a kill. */
export interface Journal {
  readonly lines: () => readonly JournalLine[];
  /** Resolves into the file before it returns. */
  readonly write: (line: JournalLine) => void;
  readonly close: () => void;
}

const { O_APPEND, O_CREAT, O_RDWR, O_NOFOLLOW, O_NONBLOCK } = constants;
const FLAGS = O_APPEND | O_CREAT | O_RDWR | O_NOFOLLOW | O_NONBLOCK;

/**
 * Opens the file of a probe, or begins it.
 *
 * @throws UsageError it cannot be written, belongs to another probe, or others can read it.
 */
export function openJournal(path: string, head: ProbeHead): Journal {
  let file: number;
  try {
    file = openSync(path, FLAGS, 0o600);
  } catch (error) {
    throw new UsageError(`${path} cannot be written (${codeOf(error)}). Name another --file.`, {
      cause: error,
    });
  }
  try {
    const problem = problemOf(path, file);
    if (problem !== undefined) throw new UsageError(problem);
    const bytes = readFileSync(file);
    const text = bytes.toString('utf8');
    const lines = text.split('\n').flatMap(parsed);
    let size = bytes.length;
    const append = (more: string): void => {
      size += writeSync(file, more);
    };
    const put = (line: object): void => {
      // Only a new customer is refused: what this run has made must be in the file.
      if ('intent' in line && fstatSync(file).size !== size) throw new UsageError(twoRuns(path));
      append(`${JSON.stringify(line)}\n`);
      fsyncSync(file);
    };
    // A killed run can leave half a line.
    if (text !== '' && !text.endsWith('\n')) append('\n');
    if (text.trim() === '') put(head);
    else checkHead(path, lines[0], head);
    const known = lines.slice(1).filter(isLine);
    return {
      lines: () => known,
      write: (line) => {
        put(line);
        known.push(line);
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

const twoRuns = (path: string): string =>
  `Another run writes ${path}, too. This one has stopped. When the other one has ended, run the same command again.`;

function problemOf(path: string, file: number): string | undefined {
  const stats = fstatSync(file);
  if (!stats.isFile()) return `${path} is no regular file. Name another --file.`;
  const isOpen = process.platform !== 'win32' && (stats.mode & 0o077) !== 0;
  return isOpen
    ? `${path} can be read by others. Run chmod 600 ${path}, or name another --file.`
    : undefined;
}

function checkHead(path: string, found: unknown, head: ProbeHead): void {
  const isSame =
    isRecord(found) && Object.entries(head).every(([name, value]) => found[name] === value);
  if (isSame) return;
  throw new UsageError(
    `${path} is not of this probe: it needs the same store, --domain and --phones as before. Name another --file.`,
  );
}

function parsed(line: string): readonly unknown[] {
  try {
    return line === '' ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}

const KINDS = ['intent', 'made', 'refused', 'done', 'removed', 'ended'];

/** Only this command writes the file, so a line of a known kind is complete. */
const isLine = (line: unknown): line is JournalLine =>
  isRecord(line) && KINDS.some((kind) => line[kind] !== undefined);

/** The state after some lines. */
export interface JournalState {
  /** Ids that the probe made and did not remove. */
  readonly ids: readonly string[];
  /** Creates without a known end: the customer may exist. */
  readonly open: readonly { readonly number: number; readonly email: string }[];
  /** The number of the last invented person. */
  readonly last: number;
  readonly done: ReadonlyMap<string, Findings>;
  readonly main?: MainCustomer;
  readonly hasEnded: boolean;
}

export function stateOf(lines: readonly JournalLine[]): JournalState {
  const ids = new Set<string>();
  const open = new Map<number, string>();
  const done = new Map<string, Findings>();
  let main: MainCustomer | undefined;
  let last = 0;
  let hasEnded = false;
  for (const line of lines) {
    if ('intent' in line) {
      open.set(line.intent, line.email);
      last = Math.max(last, line.intent);
    } else if ('made' in line) {
      open.delete(line.made);
      ids.add(line.id);
    } else if ('refused' in line) open.delete(line.refused);
    else if ('removed' in line) ids.delete(line.removed);
    else if ('done' in line) {
      done.set(line.done, line.findings);
      main = line.main ?? main;
    } else hasEnded = true;
  }
  return {
    ids: [...ids],
    open: [...open].map(([number, email]) => ({ number, email })),
    last,
    done,
    ...(main && { main }),
    hasEnded,
  };
}
