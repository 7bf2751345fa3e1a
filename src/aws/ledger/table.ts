import { WaitError } from '../../event/errors.ts';
import type { AwsJson, AwsJsonService } from '../json/client.ts';
import { isConditionFailed } from '../json/errors.ts';
import { unavailable } from '../unavailable.ts';

/** The condition of a write, in DynamoDB's expressions. */
interface Condition {
  readonly condition: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Item;
  /**
   * Recognises the item as this very write has left it. Used where the condition does not hold and an earlier try had no
   * answer: that try may have been the one that changed the item.
   */
  readonly isOwn?: (item: Item) => boolean;
}

/** An update of single attributes. */
interface Change extends Partial<Condition> {
  readonly update: string;
  /** Returns the item before the update; with `isOwn`, the item after it where an earlier try has made it. */
  readonly returns?: 'before';
  /** Makes one try with a short timeout. */
  readonly isFast?: boolean;
}

/** `getAll` reads with retries and strong consistency by default. `fast` fails fast, and eventual consistency costs half. */
type ReadMode = 'fast' | 'fast, eventually consistent';

/**
 * One table whose items have a `pk`. Reads are strongly consistent by default. All calls reject with `WaitError` when the
 * table cannot be reached.
 */
export interface DynamoTable {
  get(pk: string): Promise<Item | undefined>;
  /** The existing items, by key. @throws WaitError also if DynamoDB answers for only a part of them. */
  getAll(pks: readonly string[], mode?: ReadMode): Promise<ReadonlyMap<string, Item>>;
  /** Writes the whole item. @returns false if the condition did not hold. */
  put(item: Item & { readonly pk: string }, when: Condition): Promise<boolean>;
  /** @returns the requested attributes, or an empty item; `undefined` if the condition did not hold. */
  update(pk: string, change: Change): Promise<Item | undefined>;
}

/** DynamoDB's limit for one `BatchGetItem`. */
const MAX_KEYS = 100;

/** @param name of the table. */
export function openDynamoTable(call: DynamoDb, name: string): DynamoTable {
  const reach = async <T>(...request: Parameters<DynamoDb>): Promise<T> => {
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the answer is as DynamoDB documents it
      return (await call(...request)) as T;
    } catch (error) {
      if (isConditionFailed(error)) throw error;
      const [operation] = request;
      throw unavailable('the ledger', error, {
        right: `dynamodb:${operation}`,
        of: `the table ${name}`,
      });
    }
  };
  const get = async (pk: string): Promise<Item | undefined> => {
    const input = { TableName: name, Key: { pk: { S: pk } }, ConsistentRead: true };
    const { Item } = await reach<{ Item?: ItemAttributes }>('GetItem', input);
    return Item && fromAttributes(Item);
  };
  const write = async (
    operation: 'PutItem' | 'UpdateItem',
    input: object,
    { pk, isOwn, isFast }: Pick<Change, 'isOwn' | 'isFast'> & { readonly pk: string },
  ): Promise<Item | undefined> => {
    try {
      const { Attributes } = await reach<{ Attributes?: ItemAttributes }>(operation, input, isFast);
      return fromAttributes(Attributes ?? {});
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      if (!isOwn || !error.mayHaveHappened) return undefined;
      const item = await get(pk);
      return item && isOwn(item) ? item : undefined;
    }
  };
  const getSome = async (pks: readonly string[], mode?: ReadMode): Promise<readonly Item[]> => {
    const Keys = pks.map((pk) => ({ pk: { S: pk } }));
    const { Responses, UnprocessedKeys } = await reach<BatchGetAnswer>(
      'BatchGetItem',
      {
        RequestItems: { [name]: { Keys, ConsistentRead: mode !== 'fast, eventually consistent' } },
      },
      mode !== undefined,
    );
    if (Object.keys(UnprocessedKeys ?? {}).length > 0)
      throw new WaitError('the ledger is throttled');
    return (Responses?.[name] ?? []).map(fromAttributes);
  };

  return {
    get,
    async getAll(pks, mode) {
      const all = [...new Set(pks)];
      const starts = all.flatMap((_, at) => (at % MAX_KEYS === 0 ? [at] : []));
      const items = await Promise.all(
        starts.map((at) => getSome(all.slice(at, at + MAX_KEYS), mode)),
      );
      return new Map(items.flat().map((item) => [String(item['pk']), item]));
    },
    async put(item, when) {
      const input = { TableName: name, Item: toAttributes(item), ...expressionOf(when) };
      return (await write('PutItem', input, { pk: item.pk, ...when })) !== undefined;
    },
    update: (pk, { update, returns, ...when }) => {
      const input = {
        TableName: name,
        Key: { pk: { S: pk } },
        UpdateExpression: update,
        ReturnValues: returns === 'before' ? 'ALL_OLD' : undefined,
        ...expressionOf(when),
      };
      return write('UpdateItem', input, { pk, ...when });
    },
  };
}

interface BatchGetAnswer {
  readonly Responses?: Readonly<Record<string, readonly ItemAttributes[]>>;
  readonly UnprocessedKeys?: Readonly<Record<string, unknown>>;
}

/** JSON drops the members that are undefined. */
const expressionOf = ({ condition, names, values }: Partial<Condition>): object => ({
  ConditionExpression: condition,
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: values && toAttributes(values),
});

/** The part of DynamoDB that the ledger uses. */
export type DynamoDb = AwsJson<'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem'>;

export const DYNAMO_DB: AwsJsonService = {
  name: 'DynamoDB',
  host: 'dynamodb',
  target: 'DynamoDB_20120810',
  version: '1.0',
  // A hanging connection costs one call and not the whole batch.
  connectMs: 2_000,
  requestMs: 5_000,
  // DynamoDB answers within milliseconds, and a write that is sent again recognises itself.
  firstMs: 500,
  // More than the SDK's four: without any answer, a lease or a new customer's record may be there or not.
  tries: 6,
};

/** An item as plain JSON values. */
export type Item = Readonly<Record<string, unknown>>;

/** One value in DynamoDB's wire format, of the types that the relay stores. */
type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: ItemAttributes };

export type ItemAttributes = Readonly<Record<string, AttributeValue>>;

/** Leaves out `undefined`. @throws TypeError an item cannot hold this value, for example a function. */
export const toAttributes = (item: Item): ItemAttributes => mapMembers(item, toAttribute);

function toAttribute(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  if (typeof value === 'object') return { M: toAttributes({ ...value }) };
  throw new TypeError(`the ledger stores no ${typeof value}`);
}

export const fromAttributes = (attributes: ItemAttributes): Item =>
  mapMembers(attributes, fromAttribute);

function fromAttribute(value: AttributeValue): unknown {
  if ('S' in value) return value.S;
  if ('N' in value) return Number(value.N);
  if ('M' in value) return fromAttributes(value.M);
  if ('L' in value) return value.L.map(fromAttribute);
  return 'BOOL' in value ? value.BOOL : null;
}

/** Leaves out `undefined`. `Object.entries` would take three times as long as this loop. */
function mapMembers<From, To>(
  given: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Readonly<Record<string, To>> {
  const mapped: Record<string, To> = {};
  for (const name of Object.keys(given)) {
    const value = given[name];
    if (value === undefined) continue;
    // An assignment to `__proto__` would set the prototype instead.
    if (name === '__proto__') Object.defineProperty(mapped, name, { ...MEMBER, value: map(value) });
    else mapped[name] = map(value);
  }
  return mapped;
}

const MEMBER = { enumerable: true, configurable: true, writable: true };
