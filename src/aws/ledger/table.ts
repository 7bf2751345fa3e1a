import { WaitError } from '../../event/errors.ts';
import type { AwsJson, AwsJsonService } from '../json/client.ts';
import { isConditionFailed } from '../json/errors.ts';
import { unavailable } from '../unavailable.ts';
import { type Attributes, fromAttributes, type Item, toAttributes } from './attribute-values.ts';

/** When a write happens, in DynamoDB's own words. */
interface Condition {
  readonly condition: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Item;
}

/** A change of single attributes. */
interface Change extends Partial<Condition> {
  readonly update: string;
  /** Whether the item before is asked for. */
  readonly returns?: 'before';
}

/** How `getAll` reads: patiently and consistently, or giving up soon; `cheap` may miss what was written a moment ago. */
type Manner = 'soon' | 'soon and cheap';

/** One table whose items have a `pk`. Reads are strongly consistent where they are not cheap. All calls reject with `WaitError` when it cannot be reached. */
export interface DynamoTable {
  get(pk: string): Promise<Item | undefined>;
  /**
   * The items that exist, by key. @throws WaitError also where DynamoDB answered for a part of them only.
   */
  getAll(pks: readonly string[], manner?: Manner): Promise<ReadonlyMap<string, Item>>;
  /** Writes the whole item. @returns false when its condition did not hold. */
  put(item: Item & { readonly pk: string }, when: Condition): Promise<boolean>;
  /** @returns what it was asked for, empty where there was nothing; `undefined` when its condition did not hold. */
  update(pk: string, change: Change): Promise<Item | undefined>;
}

/** As many as DynamoDB reads in one call. */
const MOST_KEYS = 100;

/** @param name of the table. */
export function openDynamoTable(call: DynamoDb, name: string): DynamoTable {
  const reach = async <T>(...request: Parameters<DynamoDb>): Promise<T> => {
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- DynamoDB answers as it is documented
      return (await call(...request)) as T;
    } catch (error) {
      if (isConditionFailed(error)) throw error;
      throw unavailable('the ledger', error);
    }
  };
  const write = async (
    operation: 'PutItem' | 'UpdateItem',
    input: object,
  ): Promise<Item | undefined> => {
    try {
      const { Attributes } = await reach<{ Attributes?: Attributes }>(operation, input);
      return fromAttributes(Attributes ?? {});
    } catch (error) {
      if (isConditionFailed(error)) return undefined;
      throw error;
    }
  };
  const getSome = async (pks: readonly string[], manner?: Manner): Promise<readonly Item[]> => {
    const Keys = pks.map((pk) => ({ pk: { S: pk } }));
    const { Responses, UnprocessedKeys } = await reach<BatchAnswer>(
      'BatchGetItem',
      { RequestItems: { [name]: { Keys, ConsistentRead: manner !== 'soon and cheap' } } },
      manner !== undefined,
    );
    if (Object.keys(UnprocessedKeys ?? {}).length > 0)
      throw new WaitError('the ledger is throttled');
    return (Responses?.[name] ?? []).map(fromAttributes);
  };

  return {
    async get(pk) {
      const input = { TableName: name, Key: { pk: { S: pk } }, ConsistentRead: true };
      const { Item } = await reach<{ Item?: Attributes }>('GetItem', input);
      return Item && fromAttributes(Item);
    },
    async getAll(pks, manner) {
      const all = [...new Set(pks)];
      const starts = all.flatMap((_, at) => (at % MOST_KEYS === 0 ? [at] : []));
      const items = await Promise.all(
        starts.map((at) => getSome(all.slice(at, at + MOST_KEYS), manner)),
      );
      return new Map(items.flat().map((item) => [String(item['pk']), item]));
    },
    async put(item, when) {
      const input = { TableName: name, Item: toAttributes(item), ...expressionOf(when) };
      return (await write('PutItem', input)) !== undefined;
    },
    update: (pk, { update, returns, ...when }) =>
      write('UpdateItem', {
        TableName: name,
        Key: { pk: { S: pk } },
        UpdateExpression: update,
        ReturnValues: returns === 'before' ? 'ALL_OLD' : undefined,
        ...expressionOf(when),
      }),
  };
}

interface BatchAnswer {
  readonly Responses?: Readonly<Record<string, readonly Attributes[]>>;
  readonly UnprocessedKeys?: Readonly<Record<string, unknown>>;
}

/** What is undefined is not sent: JSON has no word for it. */
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
  // A hung connection must cost one call, not the batch.
  connectMs: 2_000,
  requestMs: 5_000,
  // The SDK's number for DynamoDB.
  tries: 4,
};
