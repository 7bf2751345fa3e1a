import type { QueueFacts } from '../facts.ts';
import { type Finding, when } from '../finding.ts';
import type { RelayParts } from '../parts.ts';

/** SQS moves a message after so many receives; a bad release uses up one each time. */
const LEAST_RECEIVES = 5;

/** What the two queues must be set to. */
export function queueRules({
  signups,
  deadLetters,
  consume,
  mapping,
}: RelayParts): readonly Finding[] {
  if (!signups || !deadLetters) return [missingQueue(signups === undefined)];
  const timeout = consume?.timeoutSeconds ?? 0;
  const needed = 6 * timeout + (mapping?.windowSeconds ?? 0);
  const horizonSeconds = Number(consume?.env['RETRY_HORIZON_HOURS'] ?? 48) * 3_600;
  return [
    ...when(signups.visibilitySeconds < needed, {
      severity: 'danger',
      rule: 'visibility-timeout',
      where: signups.name,
      what: `The visibility timeout is ${signups.visibilitySeconds} s, less than 6 × the timeout of consume (${needed} s).`,
      why: 'A signup comes back while a throttled or slow run still has it: it is worked on twice and uses up receives.',
      fix: `Set visibilityTimeout to ${needed} or more.`,
    }),
    ...redriveRules(signups, deadLetters),
    ...when(deadLetters.retentionSeconds <= signups.retentionSeconds, {
      severity: 'danger',
      rule: 'dead-letter-retention',
      where: deadLetters.name,
      what: `Dead letters are kept for ${days(deadLetters.retentionSeconds)}, not longer than signups (${days(signups.retentionSeconds)}).`,
      why: 'What SQS moves there keeps its age: it can be deleted the moment it arrives.',
      fix: 'Set deadLettersRetention to 1209600 (14 days), and signupsRetention well below.',
    }),
    ...when(signups.retentionSeconds <= horizonSeconds, {
      severity: 'danger',
      rule: 'signup-retention',
      where: signups.name,
      what: `Signups are kept for ${days(signups.retentionSeconds)}, not longer than they are retried (${days(horizonSeconds)}).`,
      why: 'SQS deletes signups that wait for a shop, before they can become dead letters.',
      fix: 'Set signupsRetention above retryHorizonHours, or lower retryHorizonHours.',
    }),
    ...[signups, deadLetters].flatMap(everyQueue),
  ];
}

const missingQueue = (isSignups: boolean): Finding => ({
  severity: 'danger',
  rule: 'queues-missing',
  where: isSignups ? 'signups' : 'dead letters',
  what: `The queue of the ${isSignups ? 'signups' : 'dead letters'} is not part of the deployment, or no function is told of it.`,
  why: 'Without it signups cannot be taken, or are lost when they fail.',
  fix: 'Set SIGNUPS_QUEUE_URL and DEAD_LETTER_QUEUE_URL of consume to the two queues of the stack.',
});

function redriveRules(signups: QueueFacts, deadLetters: QueueFacts): readonly Finding[] {
  const { redrive } = signups;
  const { redriveAllow } = deadLetters;
  const letsIn =
    redriveAllow === undefined ||
    redriveAllow.permission === 'allowAll' ||
    redriveAllow.sources.includes(signups.name);
  return [
    ...when(redrive?.target !== deadLetters.name, {
      severity: 'danger',
      rule: 'redrive-policy',
      where: signups.name,
      what: redrive
        ? 'The redrive policy leads to another queue than the dead letters.'
        : 'There is no redrive policy.',
      why: 'A signup that makes the function crash comes back until SQS deletes it, in silence.',
      fix: 'Set RedrivePolicy with the dead-letter queue and maxReceiveCount 10.',
    }),
    ...when(redrive !== undefined && redrive.maxReceiveCount < LEAST_RECEIVES, {
      severity: 'danger',
      rule: 'max-receive-count',
      where: signups.name,
      what: `maxReceiveCount is ${redrive?.maxReceiveCount ?? 0}, less than ${LEAST_RECEIVES}.`,
      why: 'A bad release or a short throttling makes dead letters of healthy signups within minutes.',
      fix: 'Set maxReceiveCount to 10.',
    }),
    ...when(!letsIn, {
      severity: 'danger',
      rule: 'redrive-allow-policy',
      where: deadLetters.name,
      what: 'The redrive-allow policy does not let the signups queue in.',
      why: 'SQS cannot move what crashes, so it comes back until it is deleted.',
      fix: 'Name the signups queue in sourceQueueArns of RedriveAllowPolicy.',
    }),
    ...when(redriveAllow === undefined || redriveAllow.permission === 'allowAll', {
      severity: 'warning',
      rule: 'redrive-allow-policy',
      where: deadLetters.name,
      what: 'There is no redrive-allow policy: any queue of the account may use this one for its dead letters.',
      why: 'Letters of somebody else would be replayed into the signups.',
      fix: 'Set RedriveAllowPolicy with byQueue and the signups queue.',
    }),
  ];
}

const everyQueue = (queue: QueueFacts): readonly Finding[] => [
  ...when(!queue.isEncrypted, {
    severity: 'danger',
    rule: 'queue-encryption',
    where: queue.name,
    what: 'The queue is not encrypted at rest.',
    why: 'It holds personal data.',
    fix: "Set SqsManagedSseEnabled to true: SQS's own key is free.",
  }),
  ...when(!queue.deniesPlainHttp, {
    severity: 'warning',
    rule: 'plain-http',
    where: queue.name,
    what: 'No policy refuses requests without TLS.',
    why: 'A client that is set up wrongly would send personal data in the clear.',
    fix: 'Put the statement TlsOnly back into the policy of the queue.',
  }),
  ...when(queue.kept?.onReplacement === false, {
    severity: 'danger',
    rule: 'queue-kept',
    where: queue.name,
    what: 'UpdateReplacePolicy is not Retain.',
    why: 'A deployment that replaces the queue deletes it with every message in it.',
    fix: 'Set UpdateReplacePolicy: Retain.',
  }),
];

const days = (seconds: number): string => {
  const hours = seconds / 3_600;
  return hours >= 48 ? `${Math.round(hours / 2.4) / 10} days` : `${Math.round(hours * 10) / 10} h`;
};
