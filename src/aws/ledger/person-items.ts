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

/** A person's items in the ledger. */
interface LedgerTraces {
  /** Keys of the person's contacts, and of all other contacts of the same customers. */
  readonly contacts: readonly string[];
  /** Customers with field clocks, which name events. */
  readonly customers: readonly CustomerTrace[];
}

/** A customer in an own item, or in the shared item of new customers. */
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
 * Finds a person in all stores. It scans the whole table, because some stores may not be configured any more.
 *
 * @param hashes of the contacts. @param store limits the search to one store. @throws WaitError the ledger cannot be reached.
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

/** The person's contacts, and all other contacts of the same customers. */
async function contactsOf(
  deps: LedgerTable,
  own: readonly Item[],
  customers: readonly CustomerTrace[],
): Promise<readonly string[]> {
  const found = new Set(own.map(({ pk }) => pk));
  const keys = new Set(customers.map(keyOf));
  const ids = customers.map(({ customerId }) => customerId);
  if (ids.length === 0) return [...found];
  const values = ids.map((_, at) => `:v${at}`).join(', ');
  const linked = `customerId IN (${values}) OR formerCustomerId IN (${values})`;
  // Another shop may use the same id for another customer.
  const theirs = (await scan(deps, linked, ids)).filter((item) =>
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
    const shared = newCustomersKey(store, customerId);
    const isNewCustomer =
      shared !== undefined && newCustomerIn(await itemOf(deps, shared), customerId) !== undefined;
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
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the ledger writes these items
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
 * Removes a person's items, customers first. After a crash the remaining contacts still lead to their customers, so the
 * next run finds both.
 *
 * @returns how many items were removed; attempts have leased the others.
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
  const shared = newCustomersKey(store, customerId);
  if (shared === undefined) return true;
  const command = new UpdateCommand({
    TableName: deps.table,
    Key: { pk: shared },
    UpdateExpression: 'REMOVE #customer',
    ConditionExpression: 'attribute_exists(#customer)',
    ExpressionAttributeNames: { '#customer': customerId },
  });
  // If the condition does not hold, there was nothing to remove.
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
