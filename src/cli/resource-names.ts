import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { ResourceName } from './deployment.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

export interface ResourceOptions {
  readonly stage?: string;
  readonly region?: string;
  readonly env?: string;
}

/** The outputs of the stack, and the variables that they set. */
const OUTPUTS: Readonly<Record<string, ResourceName | 'PUBLIC_URL'>> = {
  SignupsQueueUrl: 'SIGNUPS_QUEUE_URL',
  DeadLetterQueueUrl: 'DEAD_LETTER_QUEUE_URL',
  LedgerTable: 'LEDGER_TABLE',
  StoresPath: 'STORES_PATH',
  SourcesPath: 'SOURCES_PATH',
  LedgerKeyParameter: 'LEDGER_KEY_PARAMETER',
  ArchiveBucket: 'ARCHIVE_BUCKET',
  ConsumeLogGroup: 'CONSUME_LOG_GROUP',
  ReceiveLogGroup: 'RECEIVE_LOG_GROUP',
  WebhookUrl: 'PUBLIC_URL',
};

/**
 * Sets the environment variables with the resource names of the relay, so that all commands read them the same way.
 *
 * @throws UsageError the file or the stack cannot be read.
 */
export async function nameResources(
  { stage, region, env }: ResourceOptions,
  terminal: Terminal,
): Promise<void> {
  if (stage !== undefined && env !== undefined) {
    throw new UsageError('Use either --stage or --env, not both.');
  }
  if (region !== undefined) terminal.setEnv({ AWS_REGION: region });
  if (env !== undefined) terminal.setEnv(readEnvFile(env));
  if (stage === undefined) return;
  const stack = `signup-relay-${stage}`;
  terminal.setEnv({ ...(await readOutputs(stack)), STACK_NAME: stack });
}

function readEnvFile(file: string): Record<string, string> {
  try {
    const values = parseEnv(readFileSync(file, 'utf8'));
    return Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      ),
    );
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read. npm start writes local.env: check that it is running.`,
      { cause: error },
    );
  }
}

async function readOutputs(stack: string): Promise<Record<string, string>> {
  const command = new DescribeStacksCommand({ StackName: stack });
  const answer = await new CloudFormationClient({}).send(command).catch((error: unknown) => {
    const name = error instanceof Error ? error.name : 'error';
    throw new UsageError(
      `The outputs of the stack ${stack} cannot be read (${name}). Check the AWS credentials, the region and the name of the stage.`,
      { cause: error },
    );
  });
  const outputs = answer.Stacks?.[0]?.Outputs ?? [];
  return Object.fromEntries(
    outputs.flatMap(({ OutputKey = '', OutputValue }) => {
      const name = OUTPUTS[OutputKey];
      if (name === undefined || OutputValue === undefined) return [];
      // PUBLIC_URL has no `/webhooks` at its end, the output has.
      return [[name, name === 'PUBLIC_URL' ? OutputValue.replace(/\/webhooks$/, '') : OutputValue]];
    }),
  );
}
