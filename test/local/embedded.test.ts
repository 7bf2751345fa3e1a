import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsJson } from '../../src/local/aws/aws-json.ts';
import { type Embedded, openEmbedded } from '../support/embedded.ts';
import { until } from '../support/until.ts';

let local: Embedded;
beforeAll(async () => {
  local = await openEmbedded({ visibilityTimeoutSeconds: 30 });
});
afterAll(() => local.close());

describe('the embedded services', () => {
  it('carry a message from the queue to a handler and count it on the way', async () => {
    await local.send('hello', { attempts: '2' });
    expect(await local.counts('signups')).toEqual({ visible: 1, hidden: 0, delayed: 0 });
    const seen: unknown[] = [];
    const poller = local.poller(
      async ({ Records }) => void seen.push(Records[0]?.messageAttributes),
    );
    await until(local.isDrained);
    await poller.stop();
    expect(seen).toMatchObject([{ attempts: { stringValue: '2', dataType: 'Number' } }]);
  });

  it('return the messages of a queue with their attributes', async () => {
    await local.send('left over');
    expect(await local.receiveAll('signups')).toMatchObject([
      { Body: 'left over', Attributes: { ApproximateReceiveCount: '1' } },
    ]);
    expect(await local.isDrained()).toBe(true);
  });

  it('hold the stores and the key of the ledger as encrypted parameters', async () => {
    const { Parameters } = await awsJson<{
      Parameters: { Name: string; Type: string; Value: string }[];
    }>({
      endpoint: local.parameterStore.endpoint,
      target: 'AmazonSSM.GetParametersByPath',
      input: { Path: local.env['STORES_PATH'], WithDecryption: true },
    });
    expect(Parameters.map(({ Name, Type }) => [Name, Type])).toEqual([
      ['/signup-relay/local/stores/tw-main', 'SecureString'],
      ['/signup-relay/local/stores/us-main', 'SecureString'],
    ]);
    expect(JSON.parse(Parameters[0]?.Value ?? '')).toMatchObject({ platform: 'shopline' });
    expect(local.env['LEDGER_KEY_PARAMETER']).not.toContain(local.env['STORES_PATH']);
  });

  it('have the ledger table, ready for use', async () => {
    const input = { TableName: local.env['LEDGER_TABLE'], Key: { pk: { S: 'contact#x' } } };
    expect(
      await awsJson({
        endpoint: local.dynamoDb.endpoint,
        target: 'DynamoDB_20120810.GetItem',
        input,
      }),
    ).toEqual({});
  });

  it('are independent of each other and fast to open', async () => {
    await local.send('mine');
    const other = await openEmbedded();
    expect(await other.isDrained()).toBe(true);
    await other.close();
    expect(await local.receiveAll('signups')).toHaveLength(1);
  });
});
