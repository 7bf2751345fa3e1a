import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { awsJson } from '../../src/local/aws/aws-json.ts';
import { openDynamoDb } from '../support/dynamo-db.ts';

const endpoint = process.env['DYNAMODB_LOCAL_ENDPOINT'] ?? '';

describe('the DynamoDB of this suite', () => {
  it("is Amazon's", async () => {
    const { headers } = await fetch(endpoint);
    expect(headers.get('server')).toMatch(/Jetty/);
    const dynamoDb = await openDynamoDb({ port: 0 });
    const { TableNames } = await awsJson<{ TableNames: readonly string[] }>({
      endpoint,
      target: 'DynamoDB_20120810.ListTables',
      input: {},
    });
    expect(TableNames).toContain(dynamoDb.table);
    await dynamoDb.close();
  });

  it('cannot be reached from other machines', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal);
    for (const { address } of others) {
      await expect(fetch(endpoint.replace('127.0.0.1', address))).rejects.toThrow('fetch failed');
    }
    await expect(fetch(endpoint)).resolves.toBeDefined();
  });
});
