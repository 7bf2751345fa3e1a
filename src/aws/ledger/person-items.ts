import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clocks } from '../../delivery/platform-port.ts';
import { unavailable } from '../unavailable.ts';
import { customerKey, newCustomersKey } from './keys.ts';
import { newCustomerIn } from './new-customers.ts';
import { keepRefusals, type LedgerTable, removeRefusals } from './person-refusals.ts';

/** What the ledger holds about a person. */
interface LedgerTraces {
  /** Contacts: the person's own, and the others of the same customers. By the keys of their items. */
  readonly contacts: readonly string[];
  /** Customers of the shops: field clocks with ids of events. */
  readonly customers: readonly CustomerTrace[];
  /** Remembered refusals of these contacts, by the keys of their items. */
  readonly refusals: readonly string[];
}

/** A customer, in an item of their own or among the newborns of a second. */
interface CustomerTrace {
  readonly store: string;
  readonly customerId: string;
  /** What the customer has refused. */
  readonly denials: Clocks;
  /** Its contacts, by the keys of their items. */
  readonly contacts: readonly string[];
}

/** A customer that a contact leads or led to. */
type LinkedCustomer = Pick<CustomerTrace, 'store' | 'customerId'>;

interface Item {
  readonly pk: string;
  readonly customerId?: string;
  readonly formerCustomerId?: string;
}

/**
 * Finds a person in every store, also in stores that are not configured any more, so it reads the whole table.
 *
 * @param hashes of the contacts. @param store only in this one. @throws WaitError the ledger cannot be reached.
 */
export async function findTraces(
  deps: LedgerTable,
  hashes: readonly string[],
  store?: string,
): Promise<LedgerTraces> {
  try {
    const hashed = hashes.map((_, at) => `contains(pk, :v${at})`).join(' OR ');
    const found = (await scan(deps, hashed, hashes)).filter(
      ({ pk }) => store === undefined || storeOf(pk) === store,
    );
    const own = found.filter(({ pk }) => pk.startsWith('contact#'));
    const customers = unique(own.flatMap(customersOf));
    const contacts = await contactsOf(deps, own, customers);
    return {
      contacts: contacts.map(({ pk }) => pk),
      customers: await existing(deps, customers, contacts),
      refusals: found.filter(({ pk }) => !own.some((one) => one.pk === pk)).map(({ pk }) => pk),
    };
  } catch (error) {
    throw unavailable('the ledger', error);
  }
}

/** The person's own, and every other contact of the same customers. */
async function contactsOf(
  deps: LedgerTable,
  own: readonly Item[],
  customers: readonly LinkedCustomer[],
): Promise<readonly Item[]> {
  const found = new Map(own.map((item) => [item.pk, item]));
  const keys = new Set(customers.map(keyOf));
  const numbers = customers.map(({ customerId }) => customerId);
  if (numbers.length === 0) return [...found.values()];
  const places = numbers.map((_, at) => `:v${at}`).join(', ');
  const linked = `customerId IN (${places}) OR formerCustomerId IN (${places})`;
  // The same number can be another customer in another shop.
  const theirs = (await scan(deps, linked, numbers)).filter((item) =>
    customersOf(item).some((customer) => keys.has(keyOf(customer))),
  );
  for (const item of theirs) if (item.pk.startsWith('contact#')) found.set(item.pk, item);
  return [...found.values()];
}

async function existing(
  deps: LedgerTable,
  customers: readonly LinkedCustomer[],
  contacts: readonly Item[],
): Promise<readonly CustomerTrace[]> {
  const found: CustomerTrace[] = [];
  for (const customer of customers) {
    const { store, customerId } = customer;
    const born = newCustomersKey(store, customerId);
    const atCreation =
      born === undefined ? undefined : newCustomerIn(await itemOf(deps, born), customerId);
    const item = await itemOf(deps, keyOf(customer));
    if (atCreation === undefined && item === undefined) continue;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the ledger writes these items
    const clocks = (item?.['clocks'] ?? atCreation ?? {}) as Clocks;
    const denials = Object.entries(clocks).filter(([, { denied }]) => denied === true);
    const theirs = contacts.filter((contact) =>
      customersOf(contact).some((one) => keyOf(one) === keyOf(customer)),
    );
    found.push({
      ...customer,
      denials: Object.fromEntries(denials),
      contacts: theirs.map(({ pk }) => pk),
    });
  }
  return found;
}

async function itemOf(
  { client, table }: LedgerTable,
  pk: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const command = new GetCommand({ TableName: table, Key: { pk }, ConsistentRead: true });
  return (await client.send(command)).Item;
}

async function scan(
  { client, table }: LedgerTable,
  condition: string,
  values: readonly string[],
): Promise<readonly Item[]> {
  const found: Item[] = [];
  const pages = paginateScan(
    { client },
    {
      TableName: table,
      ConsistentRead: true,
      FilterExpression: `(begins_with(pk, :contact) OR begins_with(pk, :refusal)) AND (${condition})`,
      ExpressionAttributeValues: {
        ':contact': 'contact#',
        ':refusal': 'refusal#',
        ...Object.fromEntries(values.map((value, at) => [`:v${at}`, value])),
      },
    },
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes these items
  for await (const { Items = [] } of pages) found.push(...(Items as Item[]));
  return found;
}

const storeOf = (pk: string): string => pk.split('#')[1] ?? '';

const customersOf = ({ pk, customerId, formerCustomerId }: Item): readonly LinkedCustomer[] =>
  [customerId, formerCustomerId].flatMap((id) =>
    id === undefined ? [] : [{ store: storeOf(pk), customerId: id }],
  );

const keyOf = ({ store, customerId }: LinkedCustomer): string => customerKey(store, customerId);

const unique = (customers: readonly LinkedCustomer[]): readonly LinkedCustomer[] => [
  ...new Map(customers.map((customer) => [keyOf(customer), customer])).values(),
];

/**
 * Removes what was found. Customers first: a contact that is left still leads to its customer, and the next run finds both.
 *
 * Refusals go on being respected: those of the customers move to the items of their contacts, before the customers go.
 *
 * @param forgetsRefusals removes them as well.
 * @returns how many are gone; the others are in use by an attempt at this moment.
 * @throws WaitError the ledger cannot be reached.
 */
export async function removeTraces(
  deps: LedgerTable,
  { contacts, customers, refusals }: LedgerTraces,
  { now, forgetsRefusals }: { readonly now: number; readonly forgetsRefusals: boolean },
): Promise<number> {
  let gone = 0;
  if (forgetsRefusals) await removeRefusals(deps, [...contacts, ...refusals]);
  else
    for (const { contacts: keys, denials } of customers)
      await keepRefusals(deps, keys, denials, now);
  for (const customer of customers) if (await removeCustomer(deps, customer, now)) gone += 1;
  for (const key of contacts) if (await removeItem(deps, key, now)) gone += 1;
  return gone;
}

async function removeCustomer(
  deps: LedgerTable,
  { store, customerId }: CustomerTrace,
  now: number,
): Promise<boolean> {
  if (!(await removeItem(deps, customerKey(store, customerId), now))) return false;
  const born = newCustomersKey(store, customerId);
  if (born === undefined) return true;
  const command = new UpdateCommand({
    TableName: deps.table,
    Key: { pk: born },
    UpdateExpression: 'REMOVE #customer',
    ConditionExpression: 'attribute_exists(#customer)',
    ExpressionAttributeNames: { '#customer': customerId },
  });
  // Where the condition does not hold, there was nothing to remove.
  await isHeld(deps.client.send(command));
  return true;
}

const removeItem = ({ client, table }: LedgerTable, pk: string, now: number): Promise<boolean> =>
  isHeld(
    client.send(
      new DeleteCommand({
        TableName: table,
        Key: { pk },
        ConditionExpression: 'attribute_not_exists(#lease) OR #lease.#until <= :now',
        ExpressionAttributeNames: { '#lease': 'lease', '#until': 'until' },
        ExpressionAttributeValues: { ':now': now },
      }),
    ),
  );

/** @returns whether the write's condition held. */
async function isHeld(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw unavailable('the ledger', error);
  }
}
