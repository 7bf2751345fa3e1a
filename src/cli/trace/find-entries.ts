import type { Logs } from '../../telemetry/logs-port.ts';
import { type AttemptEntry, type LogEntry, readEntry, type ReceiptEntry } from './log-entry.ts';

export interface EntryQuery {
  /** Ids of events, deliveries, messages or traces. */
  readonly ids: readonly string[];
  /** Keyed hashes of contacts. */
  readonly marks: readonly string[];
  /** Events, identified by id and source. */
  readonly events?: readonly { readonly eventId: string; readonly source: string }[];
}

export interface FoundEntries {
  readonly attempts: readonly AttemptEntry[];
  readonly receipts: readonly ReceiptEntry[];
}

/**
 * Every log entry about the signups, oldest first: entries that match the query, and entries linked to these. The message
 * id links a delivery with its signups, and the trace links later copies of the message.
 *
 * @throws WaitError the logs cannot be read.
 */
export async function findEntries(
  query: EntryQuery,
  times: { readonly from: number; readonly until: number },
  logs: Logs,
): Promise<FoundEntries> {
  const search = async (terms: readonly string[]): Promise<FoundEntries> =>
    terms.length === 0
      ? { attempts: [], receipts: [] }
      : split((await logs.find({ terms, ...times })).flatMap((line) => readEntry(line) ?? []));
  const eventIds = (query.events ?? []).map(({ eventId }) => eventId);
  const named = await search([...query.ids, ...query.marks, ...eventIds]);
  const attempts = named.attempts.filter((entry) => isNamed(entry, query));
  const receipts = named.receipts.filter(({ id, messageId, trace }) =>
    hasOne(query.ids, [id, messageId, trace]),
  );
  const around = await search([...attempts, ...receipts].flatMap(linksOf));
  const keys = new Set(attempts.map(keyOf));
  const all = around.attempts.filter(
    (entry) => keys.has(keyOf(entry)) || receipts.some((receipt) => isOf(entry, receipt)),
  );
  return {
    attempts: all,
    receipts: around.receipts.filter(
      (receipt) =>
        receipts.some(({ id }) => id === receipt.id) || all.some((entry) => isOf(entry, receipt)),
    ),
  };
}

/** Attempts with the same key belong to one signup. */
export const keyOf = ({ source = '', eventId, messageId }: AttemptEntry): string =>
  JSON.stringify([source, eventId ?? messageId]);

/** Whether an attempt belongs to a signup of this delivery. */
export const isOf = (entry: AttemptEntry, receipt: ReceiptEntry): boolean =>
  (entry.messageId !== undefined && entry.messageId === receipt.messageId) ||
  (entry.trace !== undefined &&
    entry.trace === receipt.trace &&
    entry.source === `/webhooks/${receipt.store}/${receipt.source}`);

const isNamed = (entry: AttemptEntry, { ids, marks, events = [] }: EntryQuery): boolean =>
  hasOne(ids, [entry.eventId, entry.messageId, entry.trace]) ||
  hasOne(marks, entry.contacts) ||
  events.some(({ eventId, source }) => eventId === entry.eventId && source === entry.source);

const hasOne = (list: readonly string[], values: readonly (string | undefined)[]): boolean =>
  values.some((value) => value !== undefined && list.includes(value));

const linksOf = (entry: LogEntry): readonly string[] => {
  const id = entry.kind === 'attempt' ? entry.eventId : entry.id;
  return [id, entry.messageId, entry.trace].filter((link) => link !== undefined);
};

const split = (entries: readonly LogEntry[]): FoundEntries => ({
  attempts: entries.filter((entry): entry is AttemptEntry => entry.kind === 'attempt'),
  receipts: entries.filter((entry): entry is ReceiptEntry => entry.kind === 'receipt'),
});
