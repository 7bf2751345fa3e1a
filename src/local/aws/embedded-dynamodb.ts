import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { awsJson } from './aws-json.ts';
import { freePort } from './free-port.ts';

/** DynamoDB for a local run, in memory, on 127.0.0.1 only. */
export interface EmbeddedDynamoDb {
  readonly endpoint: string;
  /** The ledger's table. Its key is the deployed one: partition key `pk`, a string. */
  readonly table: string;
  close(): Promise<void>;
}

/** @param options.port preferred port. If it is in use, or 0, any free port. */
export async function openEmbeddedDynamoDb(options: {
  readonly port: number;
}): Promise<EmbeddedDynamoDb> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  server.listen(await freePort(options.port), '127.0.0.1');
  await once(server, 'listening');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server has no other kind of address
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const table = 'signup-relay-ledger';
  await createLedgerTable(endpoint, table);
  return {
    endpoint,
    table,
    close: async () => {
      // `close` alone would wait for the clients' keep-alive connections.
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The deployed table's key and billing, at any DynamoDB. Resolves when the table can be used. */
export async function createLedgerTable(endpoint: string, table: string): Promise<void> {
  await awsJson({
    endpoint,
    target: 'DynamoDB_20120810.CreateTable',
    input: {
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    },
  });
  // CreateTable answers before the table is ready.
  for (;;) {
    const { Table } = await awsJson<{ Table: { TableStatus: string } }>({
      endpoint,
      target: 'DynamoDB_20120810.DescribeTable',
      input: { TableName: table },
    });
    if (Table.TableStatus === 'ACTIVE') return;
  }
}
