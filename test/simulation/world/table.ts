import {
  type ItemAttributes,
  type DynamoDb,
  fromAttributes,
  toAttributes,
} from '../../../src/aws/ledger/table.ts';
import { AwsJsonError } from '../../../src/aws/json/errors.ts';

import { isHeld, type Item, type Names, updated } from './expressions.ts';

export type Operation = Parameters<DynamoDb>[0];

interface Input {
  readonly Key?: { readonly pk: { readonly S: string } };
  readonly Item?: ItemAttributes;
  readonly RequestItems?: Readonly<
    Record<
      string,
      {
        readonly Keys: readonly { readonly pk: { readonly S: string } }[];
        readonly ConsistentRead: boolean;
      }
    >
  >;
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: ItemAttributes;
  readonly ReturnValues?: string;
}

/** One DynamoDB table in memory; every request happens at once or not at all. */
export interface Table {
  readonly items: ReadonlyMap<string, Item>;
  /** @throws AwsJsonError a condition does not hold. */
  execute(operation: Operation, input: object): object;
}

/** The greatest age of an eventually consistent read, in milliseconds: more than DynamoDB's. */
const OLDEST_READ_MS = 2_000;

interface TableDeps {
  /** Called with each item after its write. */
  readonly onWrite?: (pk: string, item: Item) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export function createTable({ onWrite = () => undefined, now = () => 0 }: TableDeps = {}): Table {
  const items = new Map<string, Item>();
  /** The former state of each item, and its end. */
  const past = new Map<string, readonly { readonly until: number; readonly item?: Item }[]>();
  let reads = 0;
  const attributesOf = (pk: string): ItemAttributes | undefined => {
    const item = items.get(pk);
    return item && toAttributes(item);
  };
  const attributesAt = (pk: string, time: number): ItemAttributes | undefined => {
    const then = past.get(pk)?.find(({ until }) => until > time);
    return then ? then.item && toAttributes(then.item) : attributesOf(pk);
  };
  const getAll = (requests: NonNullable<Input['RequestItems']>): object => {
    const [[table, { Keys, ConsistentRead }] = ['', { Keys: [], ConsistentRead: true }]] =
      Object.entries(requests);
    reads += 1;
    const ageMs = ConsistentRead ? 0 : (reads * 617) % OLDEST_READ_MS;
    const found = Keys.map(({ pk }) => attributesAt(pk.S, now() - ageMs));
    return { Responses: { [table]: found.filter(isThere) } };
  };
  const write = (pk: string, input: Input): object => {
    const before = items.get(pk);
    const given: Names = {
      names: input.ExpressionAttributeNames ?? {},
      values: fromAttributes(input.ExpressionAttributeValues ?? {}),
    };
    const condition = input.ConditionExpression;
    if (condition !== undefined && !isHeld(condition, before, given)) {
      throw new AwsJsonError('DynamoDB', 'ConditionalCheckFailedException', 400);
    }
    const item = input.Item
      ? fromAttributes(input.Item)
      : updated(input.UpdateExpression ?? '', before ?? { pk }, given);
    const until = now();
    const recent = (past.get(pk) ?? []).filter((one) => one.until > until - OLDEST_READ_MS);
    past.set(pk, [...recent, { until, ...(before && { item: before }) }]);
    items.set(pk, item);
    onWrite(pk, item);
    const isAsked = input.ReturnValues === 'ALL_OLD' && before;
    return isAsked ? { Attributes: toAttributes(before) } : {};
  };
  return {
    items,
    execute(operation, given) {
      const input = given as Input;
      if (input.RequestItems) return getAll(input.RequestItems);
      const pk = input.Key?.pk.S ?? String(fromAttributes(input.Item ?? {})['pk']);
      if (operation !== 'GetItem') return write(pk, input);
      const Item = attributesOf(pk);
      return { ...(Item && { Item }) };
    },
  };
}

const isThere = (item: ItemAttributes | undefined): item is ItemAttributes => item !== undefined;
