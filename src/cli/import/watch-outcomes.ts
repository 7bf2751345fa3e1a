import type { Logs } from '../../telemetry/logs-port.ts';
import { type AttemptEntry, readEntry } from '../trace/log-entry.ts';
import type { CheckedRow } from './check-row.ts';
import type { ImportState, RowResult } from './result-file.ts';
import type { RowLeftOut } from './row-event.ts';

/** A row that was sent and has no outcome yet. */
type WaitingRow = Pick<CheckedRow, 'row' | 'line' | 'contacts' | 'leftOut'>;

export interface Outcomes {
  readonly add: (row: CheckedRow) => void;
  readonly waiting: () => number;
  /** Reads the log once. @returns the outcomes since the last call. */
  readonly poll: () => Promise<readonly SeenOutcome[]>;
  /** Lines up to this time were read, in milliseconds since the epoch. */
  readonly readUntil: () => number;
  /** When the log last said something about a waiting row, in milliseconds since the epoch. */
  readonly heardAt: () => number;
}

interface SeenOutcome {
  readonly result: RowResult;
  readonly calls: number;
}

interface OutcomesDeps {
  readonly logs: Logs;
  readonly now: () => number;
}

const OVER: ReadonlySet<string> = new Set([
  'created',
  'updated',
  'unchanged',
  'skipped',
  'dead_lettered',
]);

/** CloudWatch shows a line after some seconds, and clocks differ. Each search begins this long before the last one. */
const OVERLAP_MS = 300_000;

/**
 * Finds the outcomes of rows in the log of `consume`, by the trace that all messages of the import share. Memory grows
 * with the rows that wait, not with the file.
 *
 * @param state.readUntil lines up to then have given their outcomes, in milliseconds since the epoch.
 */
export function createOutcomes(
  { trace, readUntil }: Pick<ImportState, 'trace' | 'readUntil'>,
  { logs, now }: OutcomesDeps,
): Outcomes {
  const rows = new Map<string, WaitingRow[]>();
  const used = new Map<string, number>();
  let count = 0;
  let from = readUntil - OVERLAP_MS;
  let read = readUntil;
  let heardAt = now();
  const take = (entry: AttemptEntry): readonly SeenOutcome[] => {
    const { eventId = '', messageId = '', at } = entry;
    const own = rows.get(eventId);
    if (own === undefined || entry.trace !== trace || used.has(messageId)) return [];
    heardAt = now();
    if (!OVER.has(entry.outcome)) return [];
    used.set(messageId, at);
    const row = own.shift();
    if (own.length === 0) rows.delete(eventId);
    if (row === undefined) return [];
    count -= 1;
    return [{ result: toResult(row, entry), calls: entry.calls.length }];
  };
  return {
    add: ({ row, line, contacts, leftOut, ready }) => {
      if (ready === undefined) return;
      const own = rows.get(ready.eventId) ?? [];
      own.push({ row, line, contacts, leftOut });
      rows.set(ready.eventId, own);
      count += 1;
    },
    waiting: () => count,
    readUntil: () => read,
    heardAt: () => heardAt,
    poll: async () => {
      if (count === 0) return [];
      const until = now();
      const seen: SeenOutcome[] = [];
      const lines = await logs.find({ terms: [trace], from, until: until + OVERLAP_MS });
      for (const line of lines) {
        const entry = readEntry(line);
        if (entry?.kind === 'attempt') seen.push(...take(entry));
      }
      read = until;
      from = Math.max(from, until - OVERLAP_MS);
      for (const [id, at] of used) if (at < from - OVERLAP_MS) used.delete(id);
      return seen;
    },
  };
}

function toResult({ row, line, contacts, leftOut }: WaitingRow, entry: AttemptEntry): RowResult {
  const { outcome, eventId, customerId, reason, why, unheld } = entry;
  return {
    row,
    line,
    contacts,
    result: outcome,
    ...(reason !== undefined && { reason }),
    ...(why !== undefined && { detail: why }),
    ...(eventId !== undefined && { eventId }),
    ...(customerId !== undefined && { customerId }),
    leftOut: unique([...leftOut, ...(entry.leftOut ?? [])]),
    ...(unheld && { unheld }),
  };
}

const unique = (all: readonly RowLeftOut[]): readonly RowLeftOut[] => [
  ...new Map(all.map((one) => [`${one.path} ${one.rule}`, one])).values(),
];
