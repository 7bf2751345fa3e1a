import type { KeptBack } from '../event/left-out.ts';
import { asRecord, parseRecord } from '../util/is-record.ts';

/** A log line of `consume` about one attempt at one signup, or of `receive` about a webhook that it refused. */
export interface SignupLine extends KeptBack {
  readonly outcome: string;
  readonly reason?: string;
  /** Why it was postponed, refused, or became a dead letter. */
  readonly why?: string;
  readonly eventId?: string;
  /** The event's `source`; `/webhooks/<store>/<source>` for webhooks. */
  readonly source?: string;
  readonly store?: string;
  readonly messageId?: string;
  /** Number of calls to the shop. */
  readonly calls: number;
  /** Fields that the shop has no place for. */
  readonly unheld?: readonly string[];
}

/** @returns undefined for any other line: metrics, accepted webhooks, warnings, the text of a crash. */
export function parseSignupLine(line: string): SignupLine | undefined {
  const fields = parseRecord(line);
  if (fields['message'] === 'request') return refusedWebhook(fields);
  if (fields['message'] !== 'signup' || typeof fields['outcome'] !== 'string') return undefined;
  const { calls } = fields;
  return {
    outcome: fields['outcome'],
    ...texts(fields, ['reason', 'why', 'eventId', 'source', 'store', 'messageId']),
    calls: Array.isArray(calls) ? calls.length : 0,
    ...(listOf(fields['unheld']).length > 0 && { unheld: listOf(fields['unheld']).map(String) }),
    ...keptBack(fields),
  };
}

/** Requests that left nothing to report: the delivery is on the queue, or a tool tested the address. */
const FINE: ReadonlySet<string> = new Set(['accepted', 'handshake']);

/** A webhook that `receive` did not put on the queue. */
function refusedWebhook(fields: Readonly<Record<string, unknown>>): SignupLine | undefined {
  const { outcome, status } = fields;
  if (typeof outcome !== 'string' || FINE.has(outcome)) return undefined;
  const { store = '…', source = '…' } = texts(fields, ['store', 'source']);
  return {
    outcome: outcome === 'trapped' ? outcome : 'refused',
    ...(outcome !== 'trapped' && { reason: `HTTP ${String(status)}` }),
    ...texts(fields, ['why', 'store']),
    source: `/webhooks/${store}/${source}`,
    calls: 0,
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
