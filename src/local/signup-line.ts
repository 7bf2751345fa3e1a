import { parseRecord } from '../util/is-record.ts';

/** What the consume function's log says about one attempt at one signup. */
export interface SignupLine {
  readonly outcome: string;
  readonly reason?: string;
  readonly eventId?: string;
  /** Who sent it; `/webhooks/<store>/<source>` for what came as a webhook. */
  readonly source?: string;
  readonly store?: string;
  readonly messageId?: string;
  /** Calls to the shop in this attempt. */
  readonly calls: number;
}

/** `undefined` for every other line: metrics, warnings, text of a crash. */
export function parseSignupLine(line: string): SignupLine | undefined {
  const fields = parseRecord(line);
  if (fields['message'] !== 'signup' || typeof fields['outcome'] !== 'string') return undefined;
  const { calls } = fields;
  return {
    outcome: fields['outcome'],
    ...texts(fields, ['reason', 'eventId', 'source', 'store', 'messageId']),
    calls: Array.isArray(calls) ? calls.length : 0,
  };
}

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
