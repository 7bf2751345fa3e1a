import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clocks } from '../../delivery/platform-port.ts';
import { unavailable } from '../unavailable.ts';
import { refusalExpiresAt } from './keys.ts';
import { CHANNELS } from './refusals.ts';

/** The table of the ledger. */
export interface LedgerTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  /** Called after each page of a scan, with the number of items that were read so far. */
  readonly onRead?: (count: number) => void;
}

/** From the key of a contact's item, or of its refusals, to the key of its refusals. */
const refusalsOf = (pk: string): string => pk.replace(/^contact#/, 'refusal#');

/**
 * Moves what a customer has refused to the items of its contacts. A key does not tell an e-mail from a phone, so every
 * contact gets all of it. @throws WaitError the ledger cannot be reached.
 */
export async function keepRefusals(
  { client, table }: LedgerTable,
  contacts: readonly string[],
  denials: Clocks,
  { now, refusalDays }: { readonly now: number; readonly refusalDays: number | undefined },
): Promise<void> {
  for (const pk of contacts.map(refusalsOf)) {
    for (const [key, channel] of Object.entries(CHANNELS)) {
      const stamp = denials[key];
      if (stamp === undefined) continue;
      const command = new UpdateCommand({
        TableName: table,
        Key: { pk },
        UpdateExpression: 'SET #channel = :stamp, expiresAt = :ttl',
        ConditionExpression: 'attribute_not_exists(#channel) OR #channel.#time < :time',
        ExpressionAttributeNames: { '#channel': channel, '#time': 'time' },
        ExpressionAttributeValues: {
          ':stamp': stamp,
          ':time': stamp.time,
          ':ttl': refusalExpiresAt(now, refusalDays),
        },
      });
      await client.send(command).catch((error: unknown) => {
        // A newer refusal is there already.
        if (!(error instanceof ConditionalCheckFailedException))
          throw unavailable('the ledger', error);
      });
    }
  }
}

/** Removes the refusals of these contacts. @throws WaitError the ledger cannot be reached. */
export async function removeRefusals(
  { client, table }: LedgerTable,
  keys: readonly string[],
): Promise<void> {
  for (const pk of new Set(keys.map(refusalsOf))) {
    const command = new DeleteCommand({ TableName: table, Key: { pk } });
    await client.send(command).catch((error: unknown) => {
      throw unavailable('the ledger', error);
    });
  }
}
