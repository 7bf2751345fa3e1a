import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clocks } from '../../delivery/platform-port.ts';
import { unavailable } from '../unavailable.ts';
import { customerKey, newCustomersKey } from './keys.ts';
import { newCustomerIn } from './new-customers.ts';
import { keepRefusals, type LedgerTable, removeRefusals } from './person-refusals.ts';

/** A person's items in the ledger. */
interface LedgerTraces {
  /** Keys of the person's contacts, and of all other contacts of the same customers. */
  readonly contacts: readonly string[];
  /** Customers with field clocks, which name events. */
  readonly customers: readonly CustomerTrace[];
  /** Remembered refusals of these contacts, by the keys of their items. */
  readonly refusals: readonly string[];
  /** Ids by which sources call these customers, by the keys of their items. */
  readonly vendorIds: readonly string[];
}

/** A customer in an own item, or in the shared item of new customers. */
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
    const hashed = hashes
      .map((_, at) => `contains(pk, :v${at}) OR contains(contacts, :v${at})`)
      .join(' OR ');
    const found = (await scan(deps, hashed, hashes)).filter(
      ({ pk }) => store === undefined || storeOf(pk) === store,
    );
    const own = found.filter(isContact);
    const customers = unique(own.flatMap(customersOf), keyOf);
    const theirs = await itemsOf(deps, customers);
    const contacts = unique([...own, ...theirs.filter(isContact)], ({ pk }) => pk);
    const vendorIds = [...found, ...theirs].filter(isVendorId).map(({ pk }) => pk);
    return {
      contacts: contacts.map(({ pk }) => pk),
      customers: await existing(deps, customers, contacts),
      refusals: found.filter(({ pk }) => pk.startsWith('refusal#')).map(({ pk }) => pk),
      vendorIds: [...new Set(vendorIds)],
    };
  } catch (error) {
    throw unavailable('the ledger', error);
  }
}

const isContact = ({ pk }: Item): boolean => pk.startsWith('contact#');
const isVendorId = ({ pk }: Item): boolean => pk.startsWith('vendor#');

/** All items that lead to these customers. */
async function itemsOf(
  deps: LedgerTable,
  customers: readonly LinkedCustomer[],
): Promise<readonly Item[]> {
  const keys = new Set(customers.map(keyOf));
  const ids = customers.map(({ customerId }) => customerId);
  if (ids.length === 0) return [];
  const values = ids.map((_, at) => `:v${at}`).join(', ');
  const linked = `customerId IN (${values}) OR formerCustomerId IN (${values})`;
  // Another shop may use the same id for another customer.
  return (await scan(deps, linked, ids)).filter((item) =>
    customersOf(item).some((customer) => keys.has(keyOf(customer))),
  );
}

async function existing(
  deps: LedgerTable,
  customers: readonly LinkedCustomer[],
  contacts: readonly Item[],
): Promise<readonly CustomerTrace[]> {
  const found: CustomerTrace[] = [];
  for (const customer of customers) {
    const { store, customerId } = customer;
    const shared = newCustomersKey(store, customerId);
    const atCreation =
      shared === undefined ? undefined : newCustomerIn(await itemOf(deps, shared), customerId);
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
  { client, table, onRead }: LedgerTable,
  condition: string,
  values: readonly string[],
): Promise<readonly Item[]> {
  const found: Item[] = [];
  const pages = paginateScan(
    { client },
    {
      TableName: table,
      ConsistentRead: true,
      FilterExpression: `(begins_with(pk, :contact) OR begins_with(pk, :refusal) OR begins_with(pk, :vendor)) AND (${condition})`,
      ExpressionAttributeValues: {
        ':contact': 'contact#',
        ':refusal': 'refusal#',
        ':vendor': 'vendor#',
        ...Object.fromEntries(values.map((value, at) => [`:v${at}`, value])),
      },
    },
  );
  let read = 0;
  for await (const { Items = [], ScannedCount = 0 } of pages) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the ledger writes these items
    found.push(...(Items as Item[]));
    onRead?.((read += ScannedCount));
  }
  return found;
}

const storeOf = (pk: string): string => pk.split('#')[1] ?? '';

const customersOf = ({ pk, customerId, formerCustomerId }: Item): readonly LinkedCustomer[] =>
  [customerId, formerCustomerId].flatMap((id) =>
    id === undefined ? [] : [{ store: storeOf(pk), customerId: id }],
  );

const keyOf = ({ store, customerId }: LinkedCustomer): string => customerKey(store, customerId);

const unique = <T>(items: readonly T[], toKey: (item: T) => string): readonly T[] => [
  ...new Map(items.map((item) => [toKey(item), item])).values(),
];

interface RemoveMode {
  readonly now: number;
  readonly forgetsRefusals: boolean;
  /** How long each store keeps a refusal, by its name; the default for the others. */
  readonly refusalDays: ReadonlyMap<string, number>;
}

/**
 * Removes a person's items, customers first. After a crash the remaining contacts still lead to their customers, so the
 * next run finds both.
 *
 * Refusals stay respected: those of the customers move to the items of their contacts, before the customers go.
 *
 * @param forgetsRefusals removes them as well.
 * @returns how many items were removed; attempts have leased the others.
 * @throws WaitError the ledger cannot be reached.
 */
export async function removeTraces(
  deps: LedgerTable,
  { contacts, customers, refusals, vendorIds }: LedgerTraces,
  { now, forgetsRefusals, refusalDays }: RemoveMode,
): Promise<number> {
  let gone = 0;
  if (forgetsRefusals) await removeRefusals(deps, [...contacts, ...refusals]);
  else
    for (const { store, contacts: keys, denials } of customers)
      await keepRefusals(deps, keys, denials, { now, refusalDays: refusalDays.get(store) });
  for (const customer of customers) if (await removeCustomer(deps, customer, now)) gone += 1;
  for (const key of vendorIds) if (await removeItem(deps, key, now)) gone += 1;
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
