import { parseEnv } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { awsProblem, isMissingStack } from './aws-problem.ts';
import type { Env, ResourceName } from './deployment.ts';
import { RELAY_OPTIONS } from './output/format.ts';
import { codeOf, readInput } from './read-input.ts';
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
  EgressAddress: 'EGRESS_ADDRESS',
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
  terminal.setEnv({ [RELAY_OPTIONS]: optionsOf({ stage, region, env }) });
  if (region !== undefined) terminal.setEnv({ AWS_REGION: region });
  if (env !== undefined) terminal.setEnv(readEnvFile(env));
  if (stage === undefined) return;
  const stack = `signup-relay-${stage}`;
  terminal.setEnv({ ...(await readOutputs(stack, terminal.env)), STACK_NAME: stack });
}

/** The options that chose the relay, as they stand in a command. */
const optionsOf = (options: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(options)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name} ${/^[\w./:@-]+$/.test(value) ? value : `"${value}"`}`],
    )
    .join(' ');

function readEnvFile(file: string): Record<string, string> {
  try {
    const values = parseEnv(readInput(file));
    return Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      ),
    );
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const isMissing = codeOf(error.cause) === 'ENOENT';
    const hint = isMissing
      ? ' npm start writes local.env in its folder: check that it is running.'
      : '';
    throw new UsageError(error.message + hint, { cause: error });
  }
}

function stackProblem(error: unknown, stack: string, env: Env): string {
  const region = env['AWS_REGION'] === undefined ? '' : ` in ${env['AWS_REGION']}`;
  if (isMissingStack(error))
    return `There is no stack ${stack}${region}. Check --stage and --region; npm run deploy makes a stack.`;
  const name = error instanceof Error ? error.name : 'error';
  return awsProblem(error, env) ?? `The stack ${stack}${region} cannot be read (${name}).`;
}

async function readOutputs(stack: string, env: Env): Promise<Record<string, string>> {
  const command = new DescribeStacksCommand({ StackName: stack });
  const answer = await new CloudFormationClient({}).send(command).catch((error: unknown) => {
    throw new UsageError(stackProblem(error, stack, env), { cause: error });
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
