import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { isHeld, type Item, type Names, updated } from './expressions.ts';

/** A request of `@aws-sdk/lib-dynamodb`, as far as the relay's adapters send any. */
export interface TableCommand {
  readonly input: object;
}

interface Input {
  readonly Key?: { readonly pk: string };
  readonly Item?: Item & { readonly pk: string };
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly { pk: string }[] }>>;
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
  readonly ReturnValues?: string;
}

/** One DynamoDB table in memory; every request happens at once or not at all. */
export interface Table {
  readonly items: ReadonlyMap<string, Item>;
  /** @throws ConditionalCheckFailedException */
  execute(command: TableCommand): object;
}

/** @param onWrite is told each item after it was written, `undefined` for one that was deleted. */
export function createTable(
  onWrite: (pk: string, item: Item | undefined) => void = () => undefined,
): Table {
  const items = new Map<string, Item>();
  const write = (pk: string, item: Item | undefined): void => {
    if (item === undefined) items.delete(pk);
    else items.set(pk, item);
    onWrite(pk, item);
  };
  return {
    items,
    execute(command) {
      const input = command.input as Input;
      const keys = Object.values(input.RequestItems ?? {}).flatMap(({ Keys }) => Keys);
      if (input.RequestItems) {
        const [table = ''] = Object.keys(input.RequestItems);
        return { Responses: { [table]: keys.flatMap(({ pk }) => items.get(pk) ?? []) } };
      }
      const pk = input.Key?.pk ?? input.Item?.pk ?? '';
      const before = items.get(pk);
      if (command.constructor.name === 'GetCommand') return { ...(before && { Item: before }) };
      const given: Names = {
        names: input.ExpressionAttributeNames ?? {},
        values: input.ExpressionAttributeValues ?? {},
      };
      const condition = input.ConditionExpression;
      if (condition !== undefined && !isHeld(condition, before, given)) {
        throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
      }
      if (command.constructor.name === 'DeleteCommand') write(pk, undefined);
      else write(pk, input.Item ?? updated(input.UpdateExpression ?? '', before ?? { pk }, given));
      return input.ReturnValues === 'ALL_OLD' && before ? { Attributes: before } : {};
    },
  };
}
