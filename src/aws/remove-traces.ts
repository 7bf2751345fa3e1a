import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CustomerTrace, LedgerTable, LedgerTraces } from './ledger/person-items.ts';
import { customerKey, newbornsKey } from './ledger/keys.ts';
import { unavailable } from './unavailable.ts';

/**
 * Removes what was found. Customers first: a contact that is left still leads to its customer, and the next run finds both.
 *
 * @returns how many are gone; the others are in use by an attempt at this moment.
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
  const born = newbornsKey(store, customerId);
  if (born === undefined) return true;
  const command = new UpdateCommand({
    TableName: deps.table,
    Key: { pk: born },
    UpdateExpression: 'REMOVE #customer',
    ConditionExpression: 'attribute_exists(#customer)',
    ExpressionAttributeNames: { '#customer': customerId },
  });
  // Where the condition does not hold, there was nothing to remove.
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
