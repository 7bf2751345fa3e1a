import { nameOf, type QueueFacts } from '../facts.ts';
import { isJson } from './template.ts';
import { asText, asTexts } from './texts.ts';

/** Where a queue's messages go, and whose may come: both policies as objects, with names or ARNs in them. */
export const queuePolicies = (
  redrive: unknown,
  allow: unknown,
): Pick<QueueFacts, 'redrive' | 'redriveAllow'> => ({
  ...(isJson(redrive) && {
    redrive: {
      target: nameOf(asText(redrive['deadLetterTargetArn'])),
      maxReceiveCount: Number(redrive['maxReceiveCount']),
    },
  }),
  ...(isJson(allow) && {
    redriveAllow: {
      permission: asText(allow['redrivePermission']),
      sources: asTexts(allow['sourceQueueArns']).map(nameOf),
    },
  }),
});
