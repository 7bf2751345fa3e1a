import type { TagFact } from '../../delivery/platform-port.ts';
import { isRecord } from '../../util/is-record.ts';
import { type Ask, unreadable } from './ask.ts';

/** @see https://open-api.docs.shoplineapp.com/docs/add-or-remove-customer-tags */
const MAX_TAGS = 60;

/**
 * Adds tags, as many as there is room for: beyond 60 tags SHOPLINE answers 200 and adds none, so then it is asked again
 * for as many as fit. The tags of several signups end like that whether they come together or one after the other.
 *
 * @returns the tags that are not there afterwards.
 */
export async function addTags(
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
export const isYes = (body: unknown): boolean => body === undefined || isRecord(body);
