import type { Facts, QueueFacts } from '../facts.ts';
import { deniesPlainHttp } from './denies-plain-http.ts';
import { queuePolicies } from './queue-policies.ts';
import type { ByType, Resource } from './resources.ts';
import type { Json } from './template.ts';
import { asText, asTexts } from './texts.ts';

/** The queues of a template, with what their policies say. */
export function readQueues(ofType: ByType): Facts['queues'] {
  const policies = ofType('AWS::SQS::QueuePolicy').map(({ properties }) => properties);
  return ofType('AWS::SQS::Queue').map((queue) => toQueue(queue, policies));
}

function toQueue({ id, name, properties, kept }: Resource, policies: readonly Json[]): QueueFacts {
  return {
    name,
    logicalId: id,
    kept,
    visibilitySeconds: Number(properties['VisibilityTimeout'] ?? 30),
    retentionSeconds: Number(properties['MessageRetentionPeriod'] ?? 345_600),
    isEncrypted:
      asText(properties['SqsManagedSseEnabled']) !== 'false' || 'KmsMasterKeyId' in properties,
    deniesPlainHttp: policies.some(
      ({ Queues, PolicyDocument }) =>
        asTexts(Queues).includes(name) && deniesPlainHttp(PolicyDocument),
    ),
    ...queuePolicies(properties['RedrivePolicy'], properties['RedriveAllowPolicy']),
  };
}
