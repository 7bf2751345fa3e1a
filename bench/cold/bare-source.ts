/** How a bare handler uses an AWS service: builds the client at import, as the AWS documentation teaches, and calls it once. */
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

/** What each function talks to, whether by the SDK's client or by its own. */
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
 * The source of a handler that uses the same AWS services as a function by the SDK's clients, and does nothing else.
 *
 * @throws Error nobody has said which services the function uses.
 */
export function bareSource(name: string): string {
  const uses = USES[name];
  if (uses === undefined) throw new Error(`say in bare-source.ts which AWS services ${name} uses`);
  const lines = uses.flatMap((key) => SERVICES[key]);
  const calls = lines.flatMap((line) => /const (call\w+)/.exec(line)?.[1] ?? []);
  return [
    ...lines,
    `export const handler = (event) => Promise.all([${calls.map((call) => `${call}(event)`).join(', ')}]);`,
    '',
  ].join('\n');
}
