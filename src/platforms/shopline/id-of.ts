import { isRecord } from '../../util/is-record.ts';

/** The id of a customer. It becomes part of addresses and of the ledger, so only harmless characters count as an id. */
export function idOf(customer: unknown): string | undefined {
  const id = isRecord(customer) ? customer['id'] : undefined;
  return typeof id === 'string' && /^[\w-]{1,128}$/.test(id) ? id : undefined;
}
