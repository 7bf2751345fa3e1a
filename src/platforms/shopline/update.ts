import type { AddressFact, Fact, TagFact, Updated } from '../../delivery/platform-port.ts';
import { isRecord } from '../../util/is-record.ts';
import { mergeAddresses } from './addresses.ts';
import { idOf } from './answers.ts';
import { type Ask, unreadable } from './ask.ts';
import { updateBody } from './bodies.ts';

/**
 * Sets exactly these facts: one PUT for parameters and addresses, which are read first, and one PATCH that adds tags.
 * A call with nothing to send is not made. Safe to repeat.
 */
export async function updateCustomer(
  ask: Ask,
  id: string,
  facts: readonly Fact[],
): Promise<Updated> {
  const addresses = facts.filter((fact) => fact.kind === 'address');
  const tags = facts.filter((fact) => fact.kind === 'tag');
  const merged = await addAddresses(ask, id, addresses);
  const body = {
    ...updateBody(facts),
    ...(merged.addresses && { delivery_addresses: merged.addresses }),
  };
  if (Object.keys(body).length > 0) {
    const answer = await ask('update', { path: { id }, query: [['fields[]', 'id']], body });
    // A gateway's page with status 200 is not SHOPLINE's yes.
    if (!isYes(answer.body)) throw unreadable('update', answer);
  }
  const refused = await addTags(ask, id, tags);
  return { unheld: [...merged.tooMany, ...refused].map(({ key }) => key) };
}

async function addAddresses(
  ask: Ask,
  id: string,
  facts: readonly AddressFact[],
): Promise<ReturnType<typeof mergeAddresses>> {
  if (facts.length === 0) return { tooMany: [] };
  const fields = ['id', 'delivery_addresses'].map((field) => ['fields[]', field] as const);
  const answer = await ask('read', { path: { id }, query: fields });
  const stored = isRecord(answer.body) ? (answer.body['delivery_addresses'] ?? []) : undefined;
  // What was not understood must not be overwritten.
  if (idOf(answer.body) !== id || !isRecordList(stored)) throw unreadable('read', answer);
  return mergeAddresses(stored, facts);
}

function isRecordList(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.every(isRecord);
}

/** @see https://open-api.docs.shoplineapp.com/docs/add-or-remove-customer-tags */
const MAX_TAGS = 60;

/**
 * Adds tags, as many as there is room for: beyond 60 tags SHOPLINE answers 200 and adds none, so then it is asked again
 * for as many as fit. The tags of several signups end like that whether they come together or one after the other.
 *
 * @returns the tags that are not there afterwards.
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

/** @returns all tags of the customer, as far as the answer shows them. */
async function patch(ask: Ask, id: string, facts: readonly TagFact[]): Promise<readonly unknown[]> {
  const body = { tags: facts.map(({ tag }) => tag), update_mode: 'add' };
  const answer = await ask('addTags', { path: { id }, body });
  if (!isYes(answer.body)) throw unreadable('addTags', answer);
  return isRecord(answer.body) && Array.isArray(answer.body['tags']) ? answer.body['tags'] : [];
}

/** The customer, or nothing. */
const isYes = (body: unknown): boolean => body === undefined || isRecord(body);
