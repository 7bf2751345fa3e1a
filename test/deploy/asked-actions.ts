import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

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
 * The IAM actions that the source files of one bundle need, each once. A command without an entry above appears under its
 * own name, which matches no permission.
 *
 * @param metafile esbuild's metafile of the bundle.
 */
export async function askedActions(metafile: string): Promise<readonly string[]> {
  const { inputs } = JSON.parse(await readFile(metafile, 'utf8')) as {
    readonly inputs: Readonly<Record<string, unknown>>;
  };
  const files = Object.keys(inputs).filter((file) => file.startsWith('src/'));
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  const commands = texts.flatMap((text) => text.match(/(?<=new )[A-Z]\w+Command(?=\()/g) ?? []);
  const isAsked = texts.some((text) => text.includes("'GetParameter'"));
  // Calls to the ledger and Parameter Store bypass the SDK; they name their operations.
  const operations = texts.flatMap(
    (text) =>
      text.match(/(?<=')(?:Get|BatchGet|Put|Update|Delete|BatchWrite|TransactWrite)Items?(?=')/g) ??
      [],
  );
  return [
    ...new Set([
      ...commands.map((command) => ACTIONS[command] ?? command),
      ...operations.map((operation) => `dynamodb:${operation}`),
      ...(isAsked ? ['ssm:GetParameter'] : []),
    ]),
  ];
}
