import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { TableFacts } from '../facts.ts';

/** A table as it is set. */
export async function readTable(
  client: Pick<DynamoDBClient, 'send'>,
  name: string,
): Promise<TableFacts> {
  const of = { TableName: name };
  const [table, ttl, backups] = await Promise.all([
    client.send(new DescribeTableCommand(of)),
    client.send(new DescribeTimeToLiveCommand(of)),
    client.send(new DescribeContinuousBackupsCommand(of)),
  ]);
  const { TimeToLiveStatus = '', AttributeName } = ttl.TimeToLiveDescription ?? {};
  const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
  return {
    name,
    ...(TimeToLiveStatus.startsWith('ENABL') &&
      AttributeName !== undefined && { ttlAttribute: AttributeName }),
    canBeRecovered: recovery?.PointInTimeRecoveryStatus === 'ENABLED',
    hasOwnKey: /^(?:ENABL|UPDATING)/.test(table.Table?.SSEDescription?.Status ?? ''),
  };
}
