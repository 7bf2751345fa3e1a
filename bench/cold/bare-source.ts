/**
 * A bare handler's use of an AWS service. It creates the client at import, as the AWS documentation shows, and calls it
 * once.
 */
const SERVICES = {
  sqs: service('@aws-sdk/client-sqs', 'SQSClient', 'SendMessageBatchCommand'),
  ssm: service('@aws-sdk/client-ssm', 'SSMClient', 'GetParameterCommand'),
  s3: service('@aws-sdk/client-s3', 'S3Client', 'PutObjectCommand'),
  dynamoDb: [
    `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';`,
    `import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';`,
    'const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));',
    'const callTable = (event) => table.send(new UpdateCommand(event));',
  ],
} as const;

/** The AWS services of each function, through the SDK's client or ours. */
const USES: Readonly<Record<string, readonly (keyof typeof SERVICES)[]>> = {
  consume: ['sqs', 'ssm', 'dynamoDb'],
  receive: ['sqs', 'ssm'],
  replay: ['sqs', 'ssm'],
  archive: ['sqs', 's3'],
};

function service(name: string, client: string, command: string): readonly string[] {
  return [
    `import { ${client}, ${command} } from '${name}';`,
    `const from${client} = new ${client}({});`,
    `const call${client} = (event) => from${client}.send(new ${command}(event));`,
  ];
}

/**
 * The source of a bare handler. It calls the same AWS services as a function, with the SDK's clients, and does nothing
 * else.
 *
 * @throws Error the function is not in the list above.
 */
export function bareSource(name: string): string {
  const uses = USES[name];
  if (uses === undefined) throw new Error(`bare-source.ts lacks the AWS services of ${name}`);
  const lines = uses.flatMap((key) => SERVICES[key]);
  const calls = lines.flatMap((line) => /const (call\w+)/.exec(line)?.[1] ?? []);
  return [
    ...lines,
    `export const handler = (event) => Promise.all([${calls.map((call) => `${call}(event)`).join(', ')}]);`,
    '',
  ].join('\n');
}
