import { type SendMessageBatchCommandInput, type SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDb } from '../../../src/aws/ledger/table.ts';
import type { ReadParameter } from '../../../src/aws/parameters.ts';
import { HttpError } from '../../../src/http/http-error.ts';
import type { CopyAttribute } from '../../../src/message/queue-port.ts';
import { callPort, type End, type Life, SERVICE_MS } from './life.ts';
import type { Operation, Table } from './table.ts';
import type { World } from './world.ts';

const NO_ANSWER = new Error('no answer');
NO_ANSWER.name = 'TimeoutError';
const SILENCE = new HttpError('no answer in time', true, true);

function attempt<T>(run: () => T): End<T> {
  try {
    return { value: run() };
  } catch (error) {
    return { error };
  }
}

/** DynamoDB as one consumer reaches it. */
export const dynamoDbFor =
  (world: World, life: Life, table: Table): DynamoDb =>
  (operation, input) =>
    callPort<object>(world, life, {
      latencies: SERVICE_MS,
      arrive: () => {
        const how = world.meet('ledger')?.how;
        const execute = (): End<object> => attempt(() => table.execute(operation, input));
        const end = how === 'down' ? { error: SILENCE } : execute();
        const answer = how === 'retried' ? execute() : how === 'lost' ? { error: SILENCE } : end;
        world.say(life.name, describe(operation, input, end, how));
        return answer;
      },
    });

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
        for (const { MessageBody = '', MessageAttributes = {}, DelaySeconds = 0 } of taken) {
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
        return { value: { Successful: taken.map(({ Id }) => ({ Id })) } };
      },
    });
  return { send } as unknown as SQSClient;
}

type Attributes = Readonly<Record<string, CopyAttribute>>;

/** Parameter Store as one consumer reaches it. */
export const parametersFor =
  (world: World, life: Life, value: () => string): ReadParameter =>
  () =>
    callPort(world, life, { latencies: SERVICE_MS, arrive: () => ({ value: value() }) });
