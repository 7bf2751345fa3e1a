import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** The IAM action behind each command of the AWS SDK that the functions send. */
const ACTIONS: Readonly<Record<string, string>> = {
  SendMessageCommand: 'sqs:SendMessage',
  SendMessageBatchCommand: 'sqs:SendMessage',
  ReceiveMessageCommand: 'sqs:ReceiveMessage',
  DeleteMessageCommand: 'sqs:DeleteMessage',
  DeleteMessageBatchCommand: 'sqs:DeleteMessage',
  ChangeMessageVisibilityCommand: 'sqs:ChangeMessageVisibility',
  ChangeMessageVisibilityBatchCommand: 'sqs:ChangeMessageVisibility',
  GetQueueAttributesCommand: 'sqs:GetQueueAttributes',
  PutObjectCommand: 's3:PutObject',
  GetCommand: 'dynamodb:GetItem',
  BatchGetCommand: 'dynamodb:BatchGetItem',
  PutCommand: 'dynamodb:PutItem',
  UpdateCommand: 'dynamodb:UpdateItem',
  DeleteCommand: 'dynamodb:DeleteItem',
};

/**
 * The IAM actions that the code of one function needs, each once. Only code that the function can reach counts: esbuild
 * leaves the rest out. A command without an entry above appears under its own name, which matches no permission.
 *
 * @param door name of the function and of its entry point.
 */
export async function askedActions(door: string): Promise<readonly string[]> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`src/main/${door}.ts`],
    outdir: 'nowhere',
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    write: false,
    logLevel: 'error',
  });
  const text = outputFiles.map((file) => file.text).join('\n');
  const commands = text.match(/(?<=new )[A-Z]\w+Command(?=\()/g) ?? [];
  // Calls to ledger, Parameter Store and queue of the relay's own client name their operations.
  const items =
    text.match(
      /(?<=["'])(?:(?:BatchGet|BatchWrite|TransactWrite|TransactGet|Get|Put|Update|Delete)Items?|Query|Scan)(?=["'])/g,
    ) ?? [];
  const parameters =
    text.match(/(?<=["'])(?:Get|Put|Delete|Describe)Parameters?(?:ByPath)?(?=["'])/g) ?? [];
  const messages = text.match(/(?<=["'])SendMessageBatch(?=["'])/g) ?? [];
  return [
    ...new Set([
      ...commands.map((command) => ACTIONS[command] ?? command),
      ...items.map((operation) => `dynamodb:${operation}`),
      ...parameters.map((operation) => `ssm:${operation}`),
      ...messages.map(() => 'sqs:SendMessage'),
    ]),
  ];
}
