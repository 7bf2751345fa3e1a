import type { AddressFact, Fact, Updated } from '../../delivery/platform-port.ts';
import { isRecord } from '../../util/is-record.ts';
import { addTags, isYes } from './add-tags.ts';
import { type Ask, unreadable } from './ask.ts';
import { updateBody } from './bodies.ts';
import { idOf } from './id-of.ts';
import { mergeAddresses } from './addresses.ts';

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
