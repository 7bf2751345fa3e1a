import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  paginateScan,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unavailable } from '../unavailable.ts';
import { customerKey, newCustomersKey } from './keys.ts';
import { newCustomerIn } from './new-customers.ts';

/** The table of the ledger. */
export interface LedgerTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/** What the ledger holds about a person. */
interface LedgerTraces {
  /** Contacts: the person's own, and the others of the same customers. By the keys of their items. */
  readonly contacts: readonly string[];
  /** Customers of the shops: field clocks with ids of events. */
  readonly customers: readonly CustomerTrace[];
}

/** A customer, in an item of their own or among the newborns of a second. */
interface CustomerTrace {
  readonly store: string;
  readonly customerId: string;
}

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
    const own = (await scan(deps, hashed, hashes)).filter(
      ({ pk }) => store === undefined || storeOf(pk) === store,
    );
    const customers = unique(own.flatMap(customersOf));
    return {
      contacts: await contactsOf(deps, own, customers),
      customers: await existing(deps, customers),
    };
  } catch (error) {
    throw unavailable('the ledger', error);
  }
}

/** The person's own, and every other contact of the same customers. */
async function contactsOf(
  deps: LedgerTable,
  own: readonly Item[],
  customers: readonly CustomerTrace[],
): Promise<readonly string[]> {
  const found = new Set(own.map(({ pk }) => pk));
  const keys = new Set(customers.map(keyOf));
  const numbers = customers.map(({ customerId }) => customerId);
  if (numbers.length === 0) return [...found];
  const places = numbers.map((_, at) => `:v${at}`).join(', ');
  const linked = `customerId IN (${places}) OR formerCustomerId IN (${places})`;
  // The same number can be another customer in another shop.
  const theirs = (await scan(deps, linked, numbers)).filter((item) =>
    customersOf(item).some((customer) => keys.has(keyOf(customer))),
  );
  for (const { pk } of theirs) found.add(pk);
  return [...found];
}

async function existing(
  deps: LedgerTable,
  customers: readonly CustomerTrace[],
): Promise<readonly CustomerTrace[]> {
  const found: CustomerTrace[] = [];
  for (const customer of customers) {
    const { store, customerId } = customer;
    const born = newCustomersKey(store, customerId);
    const isNewCustomer =
      born !== undefined && newCustomerIn(await itemOf(deps, born), customerId) !== undefined;
    if (isNewCustomer || (await itemOf(deps, keyOf(customer)))) found.push(customer);
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
      FilterExpression: `begins_with(pk, :contact) AND (${condition})`,
      ExpressionAttributeValues: {
        ':contact': 'contact#',
        ...Object.fromEntries(values.map((value, at) => [`:v${at}`, value])),
      },
    },
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes these items
  for await (const { Items = [] } of pages) found.push(...(Items as Item[]));
  return found;
}

const storeOf = (pk: string): string => pk.split('#')[1] ?? '';

const customersOf = ({ pk, customerId, formerCustomerId }: Item): readonly CustomerTrace[] =>
  [customerId, formerCustomerId].flatMap((id) =>
    id === undefined ? [] : [{ store: storeOf(pk), customerId: id }],
  );

const keyOf = ({ store, customerId }: CustomerTrace): string => customerKey(store, customerId);

const unique = (customers: readonly CustomerTrace[]): readonly CustomerTrace[] => [
  ...new Map(customers.map((customer) => [keyOf(customer), customer])).values(),
];

/**
 * Removes what was found. Customers first: a contact that is left still leads to its customer, and the next run finds both.
 *
 * @returns how many are gone; the others are in use by an attempt at this moment.
 * @throws WaitError the ledger cannot be reached.
 */
export async function removeTraces(
  deps: LedgerTable,
  { contacts, customers }: LedgerTraces,
  now: number,
): Promise<number> {
  let gone = 0;
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
