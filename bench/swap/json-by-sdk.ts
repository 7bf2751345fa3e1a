import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { AwsJson, AwsJsonService } from '../../src/aws/json/client.ts';
import { AwsJsonError } from '../../src/aws/json/errors.ts';
import { HttpError } from '../../src/http/http-error.ts';

const COMMANDS: Readonly<Record<string, new (input: never) => object>> = {
  BatchGetItem: BatchGetItemCommand,
  GetItem: GetItemCommand,
  PutItem: PutItemCommand,
  UpdateItem: UpdateItemCommand,
  GetParameter: GetParameterCommand,
};

/** In place of `src/aws/json/open.ts`: the same requests by the AWS SDK's clients. For the measurement only. */
export function openAwsJson<Operation extends string>(service: AwsJsonService): AwsJson<Operation> {
  const { host, name, tries, connectMs, requestMs } = service;
  const options = {
    maxAttempts: tries,
    requestHandler: { connectionTimeout: connectMs, requestTimeout: requestMs },
  };
  const client = host === 'ssm' ? new SSMClient(options) : new DynamoDBClient(options);
  const send = client.send.bind(client) as (command: object) => Promise<object>;
  return async (operation, input) => {
    const Command = COMMANDS[operation];
    if (Command === undefined) throw new Error(`no command for ${operation}`);
    try {
      return await send(new Command(input as never));
    } catch (error) {
      const { name: kind, $metadata } = error as Partial<AwsJsonError>;
      if ($metadata?.httpStatusCode === undefined) throw new HttpError(String(error), true);
      throw new AwsJsonError(name, kind ?? '', $metadata.httpStatusCode);
    }
  };
}
