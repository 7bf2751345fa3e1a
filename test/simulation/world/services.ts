import { type SendMessageBatchCommandInput, type SQSClient } from '@aws-sdk/client-sqs';
import { FAIL_FAST_MS, tryMs } from '../../../src/aws/json/client.ts';
import { createTries, type RetryStrategy } from '../../../src/aws/json/tries.ts';
import { DYNAMO_DB, type DynamoDb } from '../../../src/aws/ledger/table.ts';
import type { ReadParameter } from '../../../src/aws/parameters.ts';
import { HttpError } from '../../../src/http/http-error.ts';
import type { CopyAttribute } from '../../../src/message/queue-port.ts';
import { callPort, type End, type Life, SERVICE_MS } from './life.ts';
import type { Operation, Table } from './table.ts';
import type { World } from './world.ts';

const NO_ANSWER = new Error('no answer');
NO_ANSWER.name = 'TimeoutError';
const SILENCE = new HttpError('no answer in time', true, true);

/** When the caller of one try gives up. */
const timeoutMs = (before: number, failFast: boolean): number =>
  failFast ? FAIL_FAST_MS : tryMs(DYNAMO_DB, before);

/** DynamoDB as one consumer reaches it: the relay's own retries over a wire that loses answers. */
export const dynamoDbFor =
  (world: World, life: Life, table: Table): DynamoDb =>
  (operation, input, failFast = false) => {
    let isAway = false;
    const attempt = (before: number): Promise<object> =>
      callPort<object>(world, life, {
        latencies: SERVICE_MS,
        arrive: () => {
          const how = before === 0 ? world.meet('ledger')?.how : undefined;
          isAway = how === 'down' || how === 'lost';
          const loss = how === undefined ? world.loseAnswer() : undefined;
          const end = how === 'down' ? { error: SILENCE } : execute(table, operation, input);
          world.say(life.name, describe(operation, input, end, how ?? loss));
          if (loss === 'silence') return { error: SILENCE, afterMs: timeoutMs(before, failFast) };
          return (how ?? loss) === undefined ? end : { error: SILENCE };
        },
      });
    return failFast ? attempt(0) : createTries(retriesFor(world, life, () => !isAway))(attempt);
  };

const execute = (table: Table, operation: Operation, input: object): End<object> => {
  try {
    return { value: table.execute(operation, input) };
  } catch (error) {
    return { error };
  }
};

const RETRY_MS = 50;

/** The connection was reset, and the second try is answered. */
const RETRIED = { afterMs: RETRY_MS };

/** The SDK's strategy by virtual time. @param mayHelp false where no further try is answered either. */
const retriesFor = (world: World, life: Life, mayHelp: () => boolean): RetryStrategy => {
  const tokenOf = (count: number) =>
    ({ getRetryCount: () => count, getRetryCost: () => 0, getRetryDelay: () => 0 }) as const;
  return {
    acquireInitialRetryToken: () => Promise.resolve(tokenOf(0)),
    refreshRetryTokenForRetry: (token) => {
      const count = token.getRetryCount() + 1;
      if (!mayHelp() || count >= DYNAMO_DB.tries) return Promise.reject(new Error('no retry'));
      return new Promise((resolve) => {
        world.time.after(RETRY_MS * 2 ** count, () => {
          if (!life.isDead) resolve(tokenOf(count));
        });
      });
    },
    recordSuccess: () => undefined,
  };
};

function describe(
  name: Operation,
  input: object,
  end: End<object>,
  how: string | undefined,
): string {
  const { Key, Item, UpdateExpression } = input as {
    readonly Key?: { readonly pk: { readonly S: string } };
    readonly Item?: { readonly pk: { readonly S: string } };
    readonly UpdateExpression?: string;
  };
  const pk = (Key?.pk.S ?? Item?.pk.S ?? 'contacts').replace(/([0-9a-f]{4})[0-9a-f]{60}/, '$1…');
  const result = 'error' in end ? 'no' : 'yes';
  const text = UpdateExpression ? ` ${UpdateExpression}` : '';
  return `ledger ${name} ${pk}${text} → ${result}${how ? ` (${how})` : ''}`;
}

/** SQS as one consumer reaches it: it only sends. Lambda deletes. */
export function sqsFor(
  world: World,
  life: Life,
  deliver: (to: string, body: string, attributes: Attributes, delayMs: number) => void,
): SQSClient {
  const send = ({ input }: { readonly input: SendMessageBatchCommandInput }): Promise<object> =>
    callPort(world, life, {
      latencies: SERVICE_MS,
      arrive: () => {
        const how = world.meet('queue')?.how;
        const entries = input.Entries ?? [];
        const taken = how === 'down' ? [] : how === 'refused' ? entries.slice(1) : entries;
        const isLost = how === undefined && world.loseAnswer() !== undefined;
        // The SDK then sends the same entries again.
        const sent = isLost ? [...taken, ...taken] : taken;
        for (const { MessageBody = '', MessageAttributes = {}, DelaySeconds = 0 } of sent) {
          const attributes = Object.fromEntries(
            Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [
              name,
              { type: DataType ?? 'String', value: StringValue ?? '' },
            ]),
          );
          deliver(input.QueueUrl ?? '', MessageBody, attributes, DelaySeconds * 1_000);
        }
        world.say(
          life.name,
          `sends ${entries.length} to ${input.QueueUrl}: ${taken.length} taken${how ? ` (${how})` : ''}`,
        );
        if (how === 'down' || how === 'lost') return { error: NO_ANSWER };
        return { value: { Successful: taken.map(({ Id }) => ({ Id })) }, ...(isLost && RETRIED) };
      },
    });
  return { send } as unknown as SQSClient;
}

type Attributes = Readonly<Record<string, CopyAttribute>>;

/** Parameter Store as one consumer reaches it. */
export const parametersFor =
  (world: World, life: Life, value: () => string): ReadParameter =>
  () =>
    callPort(world, life, {
      latencies: SERVICE_MS,
      arrive: () => ({
        value: value(),
        ...(world.loseAnswer() !== undefined && RETRIED),
      }),
    });
