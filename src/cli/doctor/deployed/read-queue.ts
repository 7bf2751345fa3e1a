import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { nameOf, type QueueFacts } from '../facts.ts';
import { deniesPlainHttp } from '../template/denies-plain-http.ts';
import { queuePolicies } from '../template/queue-policies.ts';

/** A queue as it is set. */
export async function readQueue(client: SQSClient, url: string): Promise<QueueFacts> {
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
  const attributes: Readonly<Record<string, string | undefined>> =
    (await client.send(command)).Attributes ?? {};
  const json = (name: string): unknown => parsed(attributes[name]);
  return {
    name: nameOf(url),
    visibilitySeconds: Number(attributes['VisibilityTimeout'] ?? 30),
    retentionSeconds: Number(attributes['MessageRetentionPeriod'] ?? 345_600),
    isEncrypted:
      attributes['SqsManagedSseEnabled'] === 'true' || Boolean(attributes['KmsMasterKeyId']),
    deniesPlainHttp: deniesPlainHttp(json('Policy')),
    ...queuePolicies(json('RedrivePolicy'), json('RedriveAllowPolicy')),
  };
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
