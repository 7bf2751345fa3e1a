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

/** The outputs of the stack that say where things are. */
const OUTPUTS: Readonly<Record<string, ResourceName | 'PUBLIC_URL'>> = {
  SignupsQueueUrl: 'SIGNUPS_QUEUE_URL',
  DeadLetterQueueUrl: 'DEAD_LETTER_QUEUE_URL',
  LedgerTable: 'LEDGER_TABLE',
  StoresPath: 'STORES_PATH',
  LedgerKeyParameter: 'LEDGER_KEY_PARAMETER',
  ArchiveBucket: 'ARCHIVE_BUCKET',
  ConsumeLogGroup: 'CONSUME_LOG_GROUP',
  ReceiveLogGroup: 'RECEIVE_LOG_GROUP',
  WebhookUrl: 'PUBLIC_URL',
};

/**
 * Puts into the environment where the relay is, so that every command reads it from one place.
 *
 * @throws UsageError the file cannot be read, or there is no such stack.
 */
export async function nameResources(
  { stage, region, env }: ResourceOptions,
  terminal: Terminal,
): Promise<void> {
  if (stage !== undefined && env !== undefined) {
    throw new UsageError('Name either --stage or --env, not both.');
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
      `${file} cannot be read. npm start writes local.env while it runs; is it running?`,
      { cause: error },
    );
  }
}

async function readOutputs(stack: string): Promise<Record<string, string>> {
  const command = new DescribeStacksCommand({ StackName: stack });
  const answer = await new CloudFormationClient({}).send(command).catch((error: unknown) => {
    const name = error instanceof Error ? error.name : 'error';
    throw new UsageError(
      `The outputs of the stack ${stack} cannot be read (${name}). Are the AWS credentials and the region those of its account?`,
      { cause: error },
    );
  });
  const outputs = answer.Stacks?.[0]?.Outputs ?? [];
  return Object.fromEntries(
    outputs.flatMap(({ OutputKey = '', OutputValue }) => {
      const name = OUTPUTS[OutputKey];
      if (name === undefined || OutputValue === undefined) return [];
      // Here as the functions know it: without what every webhook address has.
      return [[name, name === 'PUBLIC_URL' ? OutputValue.replace(/\/webhooks$/, '') : OutputValue]];
    }),
  );
}
