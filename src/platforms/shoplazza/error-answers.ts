import { isRecord } from '../../util/is-record.ts';

/** A customer or an address as the shop shows it. */
export type Row = Readonly<Record<string, unknown>>;

/** What an answer holds under this name, in the bare envelope of 2022-01 or in the `data` envelope of 2025-06. */
export function contentOf(body: unknown, name: 'customer' | 'address'): Row | undefined {
  const content = envelopeOf(body)[name];
  return isRecord(content) ? content : undefined;
}

/** The objects of a list answer, in either envelope; `undefined` when there is no list. */
export function rowsOf(body: unknown, name: 'customers' | 'addresses'): readonly Row[] | undefined {
  const rows = envelopeOf(body)[name];
  return Array.isArray(rows) ? rows.filter(isRecord) : undefined;
}

function envelopeOf(body: unknown): Row {
  const answer = isRecord(body) ? body : {};
  return isRecord(answer['data']) ? answer['data'] : answer;
}

/** The id of a customer or an address. It becomes part of a path, so only harmless characters make an id. */
export function idOf(row: Row | undefined): string | undefined {
  const id = row?.['id'];
  return typeof id === 'string' && /^[\w-]{1,128}$/.test(id) ? id : undefined;
}
