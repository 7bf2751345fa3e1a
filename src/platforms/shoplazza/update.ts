import type { Fact, Updated } from '../../delivery/platform-port.ts';
import { idOf, type Row, updatedAtOf } from '../shared/answers.ts';
import { tagsAmong } from '../shared/facts.ts';
import { addressesOf, DEFAULT_ADDRESS, isSameAddress } from './addresses.ts';
import { contentOf, nextCursor, rowsOf } from './answers.ts';
import { type Conversation, unreadable } from './ask.ts';
import {
  addressBody,
  type CustomerChanges,
  parametersOf,
  type StoredCustomer,
  updateBody,
} from './bodies.ts';
import { hasContact, pageSize } from './find.ts';
import { isOnCreateOnly } from './parameters.ts';

/**
 * Sets exactly these facts. One call is enough if both consents are among the facts and no tags are. Otherwise the
 * customer is read first: Update Customer replaces all tags, and may take a missing consent for granted. Addresses have
 * calls of their own. Safe to repeat.
 *
 * @param stored the customer as a look a moment ago showed it; absent: read where it is needed.
 * @returns as unheld: contacts and times that only create can carry, unless the customer has them already.
 * @see https://shoplazza.dev/reference/update-customer-3
 */
export async function sendUpdate(
  shop: Conversation,
  id: string,
  facts: readonly Fact[],
  stored?: StoredCustomer,
): Promise<Updated> {
  const fixed = facts.filter(isFixed);
  const changes: CustomerChanges = {
    parameters: parametersOf(facts.filter((fact) => !isFixed(fact))),
    tags: tagsAmong(facts),
  };
  const seen = await write(shop, id, { ...changes, hasContacts: fixed.some(isContact), stored });
  const refused = await addAddresses(shop, id, facts);
  const unheld = fixed
    .filter((fact) => !(seen.row && isStored(fact, seen.row)))
    .map(({ key }) => key);
  const hasAddresses = facts.some(({ kind }) => kind === 'address');
  return {
    unheld: [...unheld, ...refused],
    // The answers about addresses tell no time of the customer.
    ...(seen.isWritten && !hasAddresses && updatedAtOf(seen.row?.['updated_at'])),
    ...(!seen.isWritten && !hasAddresses && { isWritten: false as const }),
  };
}

/** A fact that only create can carry. */
function isFixed(fact: Fact): boolean {
  return fact.kind === 'parameters' && Object.keys(fact.parameters).some(isOnCreateOnly);
}

function isContact({ key }: Fact): boolean {
  return key === 'email' || key === 'phone';
}

function isStored(fact: Fact, seen: Row): boolean {
  const { email, phone } = parametersOf([fact]);
  if (typeof email === 'string') return hasContact(seen, { kind: 'email', value: email });
  return typeof phone === 'string' && hasContact(seen, { kind: 'phone', value: phone });
}

interface Seen {
  /** The customer as the last answer showed it. */
  readonly row: Row | undefined;
  readonly isWritten: boolean;
}

async function write(
  shop: Conversation,
  id: string,
  changes: CustomerChanges & {
    readonly hasContacts: boolean;
    readonly stored: StoredCustomer | undefined;
  },
): Promise<Seen> {
  const { ask, version } = shop;
  const { parameters, tags, hasContacts } = changes;
  const hasConsents = 'accepts_marketing' in parameters && 'accepts_sms_marketing' in parameters;
  const needsCustomer = Object.keys(parameters).length > 0 || hasContacts;
  const mustRead = tags.length > 0 || (needsCustomer && !hasConsents);
  const stored = changes.stored ?? (mustRead ? await fetchCustomer(shop, id) : undefined);
  const body = updateBody(changes, stored, version);
  if (body === undefined) return { row: stored, isWritten: false };
  const answer = await ask('update', { path: { id }, body });
  // A gateway's page with status 200 does not confirm the write.
  if (typeof answer.body === 'string') throw unreadable('update', answer);
  return { row: contentOf(answer.body, 'customer') ?? stored, isWritten: true };
}

/** @throws PlatformError `gone` if no customer has this id, `again` if the answer shows another customer. */
export async function fetchCustomer({ ask }: Conversation, id: string): Promise<StoredCustomer> {
  const answer = await ask('read', { path: { id } });
  const row = contentOf(answer.body, 'customer');
  if (row && idOf(row) === id && isStoredCustomer(row)) return row;
  throw unreadable('read', answer);
}

function isStoredCustomer(row: Row): row is StoredCustomer {
  const { tags } = row;
  return (
    typeof row['accepts_marketing'] === 'boolean' &&
    typeof row['accepts_sms_marketing'] === 'boolean' &&
    (typeof tags === 'string' || tags === null || Array.isArray(tags))
  );
}

/** Most addresses in one answer. */
const LIMIT = 250;

/** Most pages that are read: a shop could send cursors without end. */
const MAX_PAGES = 10;

/**
 * Adds the addresses that the customer does not have yet. The stored ones are always read first: an earlier attempt may
 * have added an address although its answer was lost.
 *
 * @returns the key of the default address if the shop could not make it the default.
 * @see https://shoplazza.dev/reference/create-address-3
 */
async function addAddresses(
  shop: Conversation,
  id: string,
  facts: readonly Fact[],
): Promise<readonly string[]> {
  const addresses = addressesOf(facts);
  if (addresses.length === 0) return [];
  const stored = await listAddresses(shop, id);
  let isRefused = false;
  for (const address of addresses) {
    const known = stored.find((one) => isSameAddress(address, one));
    const now = known ?? (await addAddress(shop, id, address));
    if (address['default'] === true && now?.['default'] !== true) {
      isRefused = !(await makeDefault(shop, id, idOf(now)));
    }
  }
  return isRefused ? [DEFAULT_ADDRESS] : [];
}

/** All stored addresses: since 2025-06 an answer names the cursor of the next page. */
async function listAddresses({ ask, version }: Conversation, id: string): Promise<readonly Row[]> {
  const found: Row[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const after = cursor === undefined ? [] : [['cursor', cursor] as const];
    const query = [pageSize(version, LIMIT), ...after];
    const answer = await ask('listAddresses', { path: { id }, query });
    const rows = rowsOf(answer.body, 'addresses');
    if (rows === undefined) throw unreadable('listAddresses', answer);
    found.push(...rows);
    const next = nextCursor(answer.body, version);
    if (next === undefined || next === cursor) break;
    cursor = next;
  }
  return found;
}

/** @returns the address if the answer shows it. */
async function addAddress(
  { ask, version }: Conversation,
  id: string,
  address: Row,
): Promise<Row | undefined> {
  const body = addressBody(address, version);
  const answer = await ask('addAddress', { path: { id }, body });
  if (typeof answer.body === 'string') throw unreadable('addAddress', answer);
  return contentOf(answer.body, 'address');
}

/** @returns false for an address without an id: the call needs one. */
async function makeDefault(
  { ask }: Conversation,
  id: string,
  address: string | undefined,
): Promise<boolean> {
  if (address === undefined) return false;
  // Shoplazza documents no body here. A call without a body can be a 400, so an empty object is sent.
  await ask('setDefault', { path: { id, address }, body: {} });
  return true;
}
