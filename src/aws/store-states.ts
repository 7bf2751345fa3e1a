import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { NEW_STORE, type StoreState, type StoreStates } from '../relay/store-state.ts';
import { expiresAt, ifHeld, reached } from './items.ts';
import type { LedgerDeps } from './ledger.ts';

/** The items `store#<store>`: turns and breaker, written as a whole and only over the version that was seen. */
export function createStoreStates({ client, table, now }: Omit<LedgerDeps, 'digest'>): StoreStates {
  const keyOf = (store: string) => ({ pk: `store#${store}` });
  return {
    async read(store) {
      const command = new GetCommand({ TableName: table, Key: keyOf(store), ConsistentRead: true });
      const { Item } = await reached(client.send(command));
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes these items
      return (Item?.['state'] as StoreState | undefined) ?? NEW_STORE;
    },
    async write(store, state, seenVersion) {
      const written = await ifHeld(
        client.send(
          new PutCommand({
            TableName: table,
            Item: { ...keyOf(store), state, version: state.version, expiresAt: expiresAt(now()) },
            ConditionExpression: 'attribute_not_exists(pk) OR version = :seen',
            ExpressionAttributeValues: { ':seen': seenVersion },
          }),
        ),
      );
      return written !== undefined;
    },
  };
}
