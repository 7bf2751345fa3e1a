import { awsJson } from './aws-json.ts';

/** @returns the id that SQS gave the message. */
export async function sendMessage(
  { endpoint, queueUrl }: { readonly endpoint: string; readonly queueUrl: string },
  body: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { MessageId } = await awsJson<{ MessageId: string }>({
    endpoint,
    target: 'AmazonSQS.SendMessage',
    input: {
      QueueUrl: queueUrl,
      MessageBody: body,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [
          name,
          { DataType: name === 'attempts' ? 'Number' : 'String', StringValue },
        ]),
      ),
    },
  });
  return MessageId;
}
