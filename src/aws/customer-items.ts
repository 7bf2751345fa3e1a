import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Contact } from '../contact.ts';
import type { Ledger } from '../relay/ledger-port.ts';
import type { Clocks } from '../relay/ports.ts';
import { contactKey } from './contact-items.ts';
import { expiresAt, ifHeld, reached } from './items.ts';
import type { LedgerDeps } from './ledger.ts';

type CustomerItems = Pick<
  Ledger,
  | 'readClocks'
  | 'leaseCustomer'
  | 'saveClocks'
  | 'releaseCustomer'
  | 'addCustomer'
  | 'forgetCustomer'
>;

const names = { '#lease': 'lease', '#until': 'until' };

/** The items `customer#<store>#<platform id>`: the field clocks, and who is writing the customer. */
export function createCustomerItems(deps: LedgerDeps): CustomerItems {
  const { client, table, now } = deps;
  const at = (store: string, id: string) => ({
    TableName: table,
    Key: { pk: `customer#${store}#${id}` },
  });

  return {
    async leaseCustomer(store, customerId, lease) {
      const taken = await ifHeld(
        client.send(
          new UpdateCommand({
            ...at(store, customerId),
            UpdateExpression: 'SET #lease = :lease, expiresAt = :ttl',
            ConditionExpression: 'attribute_not_exists(#lease) OR #lease.#until <= :now',
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: { ':lease': lease, ':now': now(), ':ttl': expiresAt(now()) },
            ReturnValues: 'ALL_OLD',
          }),
        ),
      );
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes these items
      return taken && ((taken.Attributes?.['clocks'] ?? {}) as Clocks);
    },

    async saveClocks(store, customerId, lease, clocks) {
      const saved = await ifHeld(
        client.send(
          new UpdateCommand({
            ...at(store, customerId),
            UpdateExpression:
              'SET clocks = :clocks, expiresAt = :ttl ADD version :one REMOVE #lease',
            ConditionExpression: '#lease.holder = :holder',
            ExpressionAttributeNames: { '#lease': 'lease' },
            ExpressionAttributeValues: {
              ':clocks': clocks,
              ':holder': lease.holder,
              ':one': 1,
              ':ttl': expiresAt(now()),
            },
          }),
        ),
      );
      return saved !== undefined;
    },

    async releaseCustomer(store, customerId, lease) {
      await ifHeld(
        client.send(
          new UpdateCommand({
            ...at(store, customerId),
            UpdateExpression: 'REMOVE #lease',
            ConditionExpression: '#lease.holder = :holder',
            ExpressionAttributeNames: { '#lease': 'lease' },
            ExpressionAttributeValues: { ':holder': lease.holder },
          }),
        ),
      );
    },

    async addCustomer(store, customerId, clocks) {
      const { Key, TableName } = at(store, customerId);
      const added = await ifHeld(
        client.send(
          new PutCommand({
            TableName,
            Item: { ...Key, clocks, version: 1, expiresAt: expiresAt(now()) },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
      return added !== undefined;
    },

    async forgetCustomer(store, customerId, contacts) {
      const free = (contact: Contact) =>
        ifHeld(
          client.send(
            new UpdateCommand({
              TableName: table,
              Key: { pk: contactKey(deps, store, contact) },
              UpdateExpression: 'SET formerCustomerId = customerId REMOVE customerId',
              ConditionExpression: 'customerId = :id',
              ExpressionAttributeValues: { ':id': customerId },
            }),
          ),
        );
      await Promise.all(contacts.map(free));
      await reached(
        client.send(
          new UpdateCommand({
            ...at(store, customerId),
            UpdateExpression: 'SET expiresAt = :ttl REMOVE #lease',
            ExpressionAttributeNames: { '#lease': 'lease' },
            ExpressionAttributeValues: { ':ttl': expiresAt(now()) },
          }),
        ),
      );
    },

    async readClocks(store, customerId) {
      const { Item } = await reached(
        client.send(new GetCommand({ ...at(store, customerId), ConsistentRead: true })),
      );
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes these items
      return (Item?.['clocks'] ?? {}) as Clocks;
    },
  };
}
