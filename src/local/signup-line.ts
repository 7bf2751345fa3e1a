import type { KeptBack } from '../event/left-out.ts';
import { asRecord, parseRecord } from '../util/is-record.ts';

/** A log line of `consume` about one attempt at one signup. */
export interface SignupLine extends KeptBack {
  readonly outcome: string;
  readonly reason?: string;
  readonly eventId?: string;
  /** The event's `source`; `/webhooks/<store>/<source>` for webhooks. */
  readonly source?: string;
  readonly store?: string;
  readonly messageId?: string;
  /** Number of calls to the shop. */
  readonly calls: number;
}

/** @returns undefined for any other line: metrics, warnings, the text of a crash. */
export function parseSignupLine(line: string): SignupLine | undefined {
  const fields = parseRecord(line);
  if (fields['message'] !== 'signup' || typeof fields['outcome'] !== 'string') return undefined;
  const { calls } = fields;
  return {
    outcome: fields['outcome'],
    ...texts(fields, ['reason', 'eventId', 'source', 'store', 'messageId']),
    calls: Array.isArray(calls) ? calls.length : 0,
    ...keptBack(fields),
  };
}

function keptBack({
  leftOut,
  unclear,
  maybe_duplicate: ids,
}: Readonly<Record<string, unknown>>): KeptBack {
  const parts = listOf(leftOut).map(asRecord);
  return {
    ...(parts.length > 0 && {
      leftOut: parts.map(({ path, rule }) => ({ path: String(path), rule: String(rule) })),
    }),
    ...(listOf(unclear).length > 0 && { unclear: listOf(unclear).map(String) }),
    ...(listOf(ids).length > 0 && { maybeDuplicates: listOf(ids).map(String) }),
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function texts<K extends string>(
  fields: Readonly<Record<string, unknown>>,
  names: readonly K[],
): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string') found[name] = value;
  }
  return found;
}
