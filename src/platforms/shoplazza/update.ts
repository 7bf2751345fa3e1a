import type { Fact, Updated } from '../../delivery/platform-port.ts';
import { addAddresses } from './addresses.ts';
import { contentOf, idOf, type Row } from './answers.ts';
import { type Ask, unreadable } from './ask.ts';
import { hasContact } from './find.ts';
import { CREATE_ONLY, parametersOf } from './parameters.ts';

/**
 * Sets these facts and leaves everything else alone. One call, where both consents are among the facts and no tags
 * are; else the customer is read first, because Update Customer replaces all tags and may take a consent that is left
 * out for granted.
 *
 * @returns as unheld: contacts and times that only create can carry, unless the customer has them anyway.
 * @see https://shoplazza.dev/reference/update-customer-3
 */
export async function updateCustomer(
  ask: Ask,
  id: string,
  facts: readonly Fact[],
): Promise<Updated> {
  const fixed = facts.filter(isFixed);
  const wanted: Wanted = {
    parameters: parametersOf(facts.filter((fact) => !isFixed(fact))),
    tags: facts.flatMap((fact) => (fact.kind === 'tag' ? [fact.tag] : [])),
  };
  const seen = await write(ask, id, { ...wanted, hasContacts: fixed.some(isContact) });
  const missed = await addAddresses(ask, id, facts);
  const unheld = fixed.filter((fact) => !(seen && isStored(fact, seen))).map(({ key }) => key);
  return { unheld: [...unheld, ...missed] };
}

/** @returns the customer as last seen. */
async function write(
  ask: Ask,
  id: string,
  wanted: Wanted & { readonly hasContacts: boolean },
): Promise<Row | undefined> {
  const { parameters, tags, hasContacts } = wanted;
  const isComplete = 'accepts_marketing' in parameters && 'accepts_sms_marketing' in parameters;
  const isAsked = Object.keys(parameters).length > 0 || hasContacts;
  const mustRead = tags.length > 0 || (isAsked && !isComplete);
  const stored = mustRead ? await readCustomer(ask, id) : undefined;
  const customer = changesFor(wanted, stored);
  if (customer === undefined) return stored;
  const answer = await ask('update', { path: { id }, body: { customer } });
  // A gateway's page with status 200 is not the shop's yes.
  if (typeof answer.body === 'string') throw unreadable('update', answer);
  return contentOf(answer.body, 'customer') ?? stored;
}

/** A fact that only create can carry. */
function isFixed(fact: Fact): boolean {
  return (
    fact.kind === 'parameters' && Object.keys(fact.parameters).some((name) => CREATE_ONLY.has(name))
  );
}

function isContact({ key }: Fact): boolean {
  return key === 'email' || key === 'phone';
}

function isStored(fact: Fact, seen: Row): boolean {
  const { email, phone } = parametersOf([fact]);
  if (typeof email === 'string') return hasContact(seen, { kind: 'email', value: email });
  return typeof phone === 'string' && hasContact(seen, { kind: 'phone', value: phone });
}

/** What an update is to set and which tags it is to add. */
interface Wanted {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
}

/**
 * What to send so that the customer has all that is wanted; `undefined` when nothing needs to be sent.
 *
 * Both consents are always part of it, the one that is not wanted as it is stored: left out it might be raised.
 * Tags are merged, and left out when none is new.
 *
 * @param stored absent only where both consents are wanted and no tags are.
 */
function changesFor(
  { parameters, tags }: Wanted,
  stored: StoredCustomer | undefined,
): Readonly<Record<string, unknown>> | undefined {
  const storedTags = splitTags(stored?.tags);
  const newTags = tags.filter((tag) => !storedTags.includes(tag));
  const isChanged = Object.entries(parameters).some(([name, value]) => stored?.[name] !== value);
  if (!isChanged && newTags.length === 0) return undefined;
  return {
    ...(stored && {
      accepts_marketing: stored.accepts_marketing,
      accepts_sms_marketing: stored.accepts_sms_marketing,
    }),
    ...parameters,
    ...(newTags.length > 0 && { tags: joinTags([...storedTags, ...newTags]) }),
  };
}

/** A customer whose consents and tags are sure to be readable: what is written back depends on them. */
interface StoredCustomer extends Row {
  readonly accepts_marketing: boolean;
  readonly accepts_sms_marketing: boolean;
  readonly tags: string | readonly unknown[] | null;
}

/** @throws PlatformError `gone` when nobody has this id, `again` when the answer is not this customer. */
async function readCustomer(ask: Ask, id: string): Promise<StoredCustomer> {
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

/**
 * The tags of a customer, trimmed: one text with commas until 2025-06, a list since.
 *
 * @see https://shoplazza.dev/reference/customer-5
 */
export function splitTags(tags: unknown): readonly string[] {
  const parts: readonly unknown[] = Array.isArray(tags)
    ? tags
    : typeof tags === 'string'
      ? tags.split(',')
      : [];
  return parts
    .filter((tag) => typeof tag === 'string')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

/** The tags as one request parameter. */
export function joinTags(tags: readonly string[]): string {
  return tags.join(',');
}
