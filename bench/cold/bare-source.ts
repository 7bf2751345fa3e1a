/** What a bare handler does with each AWS client: builds it at import, as the AWS documentation teaches, and calls it once. */
const CLIENTS: Readonly<Record<string, readonly [client: string, command: string]>> = {
  '@aws-sdk/client-sqs': ['SQSClient', 'SendMessageBatchCommand'],
  '@aws-sdk/client-ssm': ['SSMClient', 'GetParameterCommand'],
  '@aws-sdk/client-s3': ['S3Client', 'PutObjectCommand'],
};
const DYNAMODB = '@aws-sdk/client-dynamodb';

/**
 * The source of a handler with the same AWS clients as a function, and nothing else.
 *
 * @param packages every package in the function's bundle.
 */
export function bareSource(packages: ReadonlySet<string>): string {
  const used = Object.entries(CLIENTS).filter(([name]) => packages.has(name));
  const lines = used.flatMap(([name, [client, command]]) => [
    `import { ${client}, ${command} } from '${name}';`,
    `const from${client} = new ${client}({});`,
  ]);
  const calls = used.map(
    ([, [client, command]]) => `await from${client}.send(new ${command}(event));`,
  );
  if (packages.has(DYNAMODB)) {
    lines.push(
      `import { DynamoDBClient } from '${DYNAMODB}';`,
      `import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';`,
      'const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));',
    );
    calls.push('await table.send(new UpdateCommand(event));');
  }
  return [...lines, 'export const handler = async (event) => {', ...calls, '};', ''].join('\n');
}
