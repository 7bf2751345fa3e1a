import type { AddressFact, Fact, TagFact, Updated } from '../../delivery/platform-port.ts';
import { isRecord } from '../../util/is-record.ts';
import { idOf, type Row, updatedAtOf } from '../shared/answers.ts';
import { type MergedAddresses, mergeAddresses } from './addresses.ts';
import { type Ask, unreadable } from './ask.ts';
import { updateBody } from './bodies.ts';

/**
 * Sets exactly these facts. One PUT writes parameters and addresses; the stored addresses are read first. One PATCH
 * adds tags. A call with nothing to send is left out. Safe to repeat.
 */
export async function sendUpdate(ask: Ask, id: string, facts: readonly Fact[]): Promise<Updated> {
  const addresses = facts.filter((fact) => fact.kind === 'address');
  const tags = facts.filter((fact) => fact.kind === 'tag');
  const merged = await readAndMerge(ask, id, addresses);
  const body = {
    ...updateBody(facts),
    ...(merged.addresses && { delivery_addresses: merged.addresses }),
  };
  let written: { readonly updatedAt?: number } = {};
  if (Object.keys(body).length > 0) {
    const query = ['id', 'updated_at'].map((field) => ['fields[]', field] as const);
    const answer = await ask('update', { path: { id }, query, body });
    if (!isConfirmed(answer.body)) throw unreadable('update', answer);
    written = isRecord(answer.body) ? updatedAtOf(answer.body['updated_at']) : {};
  }
  const refused = await addTags(ask, id, tags);
  return {
    unheld: [...merged.tooMany, ...refused].map(({ key }) => key),
    // The answer about tags tells no time.
    ...(tags.length === 0 && written),
    ...(Object.keys(body).length === 0 && tags.length === 0 && { isWritten: false as const }),
  };
}

/** The customer, or nothing. A gateway's page with status 200 does not confirm the write. */
const isConfirmed = (body: unknown): boolean => body === undefined || isRecord(body);

async function readAndMerge(
  ask: Ask,
  id: string,
  facts: readonly AddressFact[],
): Promise<MergedAddresses> {
  if (facts.length === 0) return { tooMany: [] };
  const fields = ['id', 'delivery_addresses'].map((field) => ['fields[]', field] as const);
  const answer = await ask('read', { path: { id }, query: fields });
  const stored = isRecord(answer.body) ? (answer.body['delivery_addresses'] ?? []) : undefined;
  // The write replaces the list, so an unreadable list must stop it.
  if (idOf(answer.body) !== id || !isRowList(stored)) throw unreadable('read', answer);
  return mergeAddresses(stored, facts);
}

function isRowList(value: unknown): value is readonly Row[] {
  return Array.isArray(value) && value.every(isRecord);
}

/** @see https://open-api.docs.shoplineapp.com/docs/add-or-remove-customer-tags */
const MAX_TAGS = 60;

/**
 * Adds as many tags as there is room for. If the sum exceeds 60, SHOPLINE answers 200 and adds none. A second call then
 * sends only as many as fit. So the tags of several signups end alike, whether they come together or one by one.
 *
 * @returns the tags that the customer lacks afterwards.
 */
async function addTags(
  ask: Ask,
  id: string,
  facts: readonly TagFact[],
): Promise<readonly TagFact[]> {
  if (facts.length === 0) return [];
  const tags = await patch(ask, id, facts);
  const refused = facts.filter(({ tag }) => !tags.includes(tag));
  const room = MAX_TAGS - tags.length;
  if (room <= 0 || room >= refused.length) return refused;
  const now = await patch(ask, id, refused.slice(0, room));
  return refused.filter(({ tag }) => !now.includes(tag));
}

/** @returns all tags of the customer that the answer shows. */
async function patch(ask: Ask, id: string, facts: readonly TagFact[]): Promise<readonly unknown[]> {
  const body = { tags: facts.map(({ tag }) => tag), update_mode: 'add' };
  const answer = await ask('addTags', { path: { id }, body });
  if (!isConfirmed(answer.body)) throw unreadable('addTags', answer);
  return isRecord(answer.body) && Array.isArray(answer.body['tags']) ? answer.body['tags'] : [];
}
