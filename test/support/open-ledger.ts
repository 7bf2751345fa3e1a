import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createLedger } from '../../src/aws/ledger.ts';
import { createDigest } from '../../src/digest.ts';
import { openEmbeddedDynamoDb } from '../../src/local/embedded-dynamodb.ts';
import type { Ledger } from '../../src/relay/ledger-port.ts';

export interface OpenLedger {
  readonly ledger: Ledger;
  /** Writes that reached the table since it was opened or `writes` was called last. */
  readonly writes: () => number;
  /** Everything in the table, as text: for looking for what must not be in there. */
  readonly dump: () => Promise<string>;
  readonly close: () => Promise<void>;
}

const READS = new Set(['BatchGetItemCommand', 'BatchGetCommand', 'ScanCommand']);

/** The real ledger on an embedded DynamoDB. */
export async function openLedger(now: () => number = Date.now): Promise<OpenLedger> {
  const dynamo = await openEmbeddedDynamoDb({ port: 0 });
  const raw = new DynamoDBClient({
    endpoint: dynamo.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const client = DynamoDBDocumentClient.from(raw, {
    marshallOptions: { removeUndefinedValues: true },
  });
  let writes = 0;
  client.middlewareStack.add(
    (next, context) => (args) => {
      if (!READS.has(context.commandName ?? '')) writes += 1;
      return next(args);
    },
    { step: 'initialize' },
  );
  const ledger = createLedger({
    client,
    table: dynamo.table,
    digest: createDigest('test-key'),
    now,
  });
  return {
    ledger,
    writes: () => {
      const count = writes;
      writes = 0;
      return count;
    },
    dump: async () => JSON.stringify(await raw.send(new ScanCommand({ TableName: dynamo.table }))),
    close: async () => {
      raw.destroy();
      await dynamo.close();
    },
  };
}
