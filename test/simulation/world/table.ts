import {
  type Attributes,
  fromAttributes,
  toAttributes,
} from '../../../src/aws/attribute-values.ts';
import { AwsJsonError } from '../../../src/aws/aws-json-error.ts';
import type { DynamoDb } from '../../../src/aws/dynamo-db.ts';

import { isHeld, type Item, type Names, updated } from './expressions.ts';

export type Operation = Parameters<DynamoDb>[0];

interface Input {
  readonly Key?: { readonly pk: { readonly S: string } };
  readonly Item?: Attributes;
  readonly RequestItems?: Readonly<
    Record<string, { readonly Keys: readonly { readonly pk: { readonly S: string } }[] }>
  >;
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Attributes;
  readonly ReturnValues?: string;
}

/** One DynamoDB table in memory; every request happens at once or not at all. */
export interface Table {
  readonly items: ReadonlyMap<string, Item>;
  /** @throws AwsJsonError a condition does not hold. */
  execute(operation: Operation, input: object): object;
}

/** @param onWrite is told each item after it was written. */
export function createTable(onWrite: (pk: string, item: Item) => void = () => undefined): Table {
  const items = new Map<string, Item>();
  const attributesOf = (pk: string): Attributes | undefined => {
    const item = items.get(pk);
    return item && toAttributes(item);
  };
  const getAll = (requests: NonNullable<Input['RequestItems']>): object => {
    const [[table, { Keys }] = ['', { Keys: [] }]] = Object.entries(requests);
    return { Responses: { [table]: Keys.map(({ pk }) => attributesOf(pk.S)).filter(isThere) } };
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

const isThere = (item: Attributes | undefined): item is Attributes => item !== undefined;
