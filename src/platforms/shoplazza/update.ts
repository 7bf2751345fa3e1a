import type { Fact, Updated } from '../../delivery/platform-port.ts';
import { addAddresses } from './add-addresses.ts';
import { type Ask, unreadable } from './ask.ts';
import { contentOf, type Row } from './error-answers.ts';
import { changesFor, type Wanted } from './changes-for.ts';
import { hasContact } from './has-contact.ts';
import { CREATE_ONLY, parametersOf } from './parameters.ts';
import { readCustomer } from './read-customer.ts';

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
