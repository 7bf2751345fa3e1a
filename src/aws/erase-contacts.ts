import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  paginateScan,
} from '@aws-sdk/lib-dynamodb';
import { unavailable } from './unavailable.ts';

/** The table of the ledger. */
export interface LedgerTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/** What the ledger holds about a person, by the keys of its items. */
export interface LedgerTraces {
  /** Contacts: the person's own, and the others of the same customers. */
  readonly contacts: readonly string[];
  /** Customers of the shops: field clocks with ids of events. */
  readonly customers: readonly string[];
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
    const ids = [...new Set(own.flatMap(customerKeys))];
    return { contacts: await contactsOf(deps, own, ids), customers: await existing(deps, ids) };
  } catch (error) {
    throw unavailable('the ledger', error);
  }
}

/** The person's own, and every other contact of the same customers. */
async function contactsOf(
  deps: LedgerTable,
  own: readonly Item[],
  keys: readonly string[],
): Promise<readonly string[]> {
  const found = new Set(own.map(({ pk }) => pk));
  const numbers = keys.map((key) => key.split('#').slice(2).join('#'));
  if (numbers.length === 0) return [...found];
  const places = numbers.map((_, at) => `:v${at}`).join(', ');
  const linked = `customerId IN (${places}) OR formerCustomerId IN (${places})`;
  // The same number can be another customer in another shop.
  const theirs = (await scan(deps, linked, numbers)).filter((item) =>
    customerKeys(item).some((key) => keys.includes(key)),
  );
  for (const { pk } of theirs) found.add(pk);
  return [...found];
}

async function existing(
  { client, table }: LedgerTable,
  keys: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pk of keys) {
    const command = new GetCommand({ TableName: table, Key: { pk }, ConsistentRead: true });
    if ((await client.send(command)).Item !== undefined) found.push(pk);
  }
  return found;
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

const customerKeys = ({ pk, customerId, formerCustomerId }: Item): readonly string[] =>
  [customerId, formerCustomerId].flatMap((id) =>
    id === undefined ? [] : [`customer#${storeOf(pk)}#${id}`],
  );

/**
 * Removes items. @returns how many are gone; the others are in use by an attempt at this moment.
 *
 * @throws WaitError the ledger cannot be reached.
 */
export async function removeItems(
  { client, table }: LedgerTable,
  keys: readonly string[],
  now: number,
): Promise<number> {
  let gone = 0;
  for (const pk of keys) {
    const removed = await ifHeld(
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
    if (removed !== undefined) gone += 1;
  }
  return gone;
}

/** @returns what the write returned, or `undefined` when its condition did not hold. */
async function ifHeld<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw unavailable('the ledger', error);
  }
}
