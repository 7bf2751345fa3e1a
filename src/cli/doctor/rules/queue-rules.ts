import { MAX_MESSAGE_BYTES } from '../../../util/sqs-limits.ts';
import type { QueueFacts } from '../facts.ts';
import { duration } from '../../output/format.ts';
import { type Finding, when } from '../finding.ts';
import type { RelayParts } from '../parts.ts';

/** SQS moves a message to the dead letters after so many receives. A bad release uses up one with each run. */
const LEAST_RECEIVES = 5;

/** Checks the settings of the two queues. */
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
      why: 'A signup returns to the queue while a throttled or slow run still has it. It is processed twice and uses up receives.',
      fix: `Set visibilityTimeout to ${needed} or more.`,
    }),
    ...redriveRules(signups, deadLetters),
    ...when(deadLetters.retentionSeconds <= signups.retentionSeconds, {
      severity: 'danger',
      rule: 'dead-letter-retention',
      where: deadLetters.name,
      what: `Dead letters are kept for ${time(deadLetters.retentionSeconds)}, not longer than signups (${time(signups.retentionSeconds)}).`,
      why: 'A message that SQS moves to the dead letters keeps its age. It can be deleted as soon as it arrives.',
      fix: 'Set deadLettersRetention to 1209600 (14 days), and signupsRetention well below.',
    }),
    ...when(signups.retentionSeconds <= horizonSeconds, {
      severity: 'danger',
      rule: 'signup-retention',
      where: signups.name,
      what: `Signups are kept for ${time(signups.retentionSeconds)}, not longer than they are retried (${time(horizonSeconds)}).`,
      why: 'SQS deletes signups that wait for a shop before they can become dead letters.',
      fix: 'Set signupsRetention above retryHorizonHours, or lower retryHorizonHours.',
    }),
    ...[signups, deadLetters].flatMap(everyQueue),
  ];
}

const missingQueue = (isSignups: boolean): Finding => ({
  severity: 'danger',
  rule: 'queues-missing',
  where: isSignups ? 'signups' : 'dead letters',
  what: `The queue for ${isSignups ? 'signups' : 'dead letters'} is not part of the deployment, or no function has its address.`,
  why: 'Without this queue signups cannot be accepted, or are lost when they fail.',
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
        ? 'The redrive policy names another queue than the dead-letter queue.'
        : 'There is no redrive policy.',
      why: 'A signup that makes the function crash is retried until SQS deletes it, without notice.',
      fix: 'Set RedrivePolicy with the dead-letter queue and maxReceiveCount 10.',
    }),
    ...when(redrive !== undefined && redrive.maxReceiveCount < LEAST_RECEIVES, {
      severity: 'danger',
      rule: 'max-receive-count',
      where: signups.name,
      what: `maxReceiveCount is ${redrive?.maxReceiveCount ?? 0}, less than ${LEAST_RECEIVES}.`,
      why: 'A bad release or short throttling turns healthy signups into dead letters within minutes.',
      fix: 'Set maxReceiveCount to 10.',
    }),
    ...when(!letsIn, {
      severity: 'danger',
      rule: 'redrive-allow-policy',
      where: deadLetters.name,
      what: 'The redrive-allow policy does not allow the signups queue.',
      why: 'SQS cannot move signups that crash the function: they are retried until SQS deletes them.',
      fix: 'Name the signups queue in sourceQueueArns of RedriveAllowPolicy.',
    }),
    ...when(redriveAllow === undefined || redriveAllow.permission === 'allowAll', {
      severity: 'warning',
      rule: 'redrive-allow-policy',
      where: deadLetters.name,
      what: 'There is no redrive-allow policy: any queue of the account can send its dead letters here.',
      why: 'Dead letters of another application would be replayed as signups.',
      fix: 'Set RedriveAllowPolicy with byQueue and the signups queue.',
    }),
  ];
}

const everyQueue = (queue: QueueFacts): readonly Finding[] => [
  ...when((queue.maxMessageBytes ?? 0) < MAX_MESSAGE_BYTES, {
    severity: 'danger',
    rule: 'maximum-message-size',
    where: queue.name,
    what:
      queue.maxMessageBytes === undefined
        ? 'The template does not say MaximumMessageSize: an older queue keeps 262144 bytes.'
        : `MaximumMessageSize is ${queue.maxMessageBytes} bytes, less than ${MAX_MESSAGE_BYTES}.`,
    why: 'SQS refuses large webhooks, and copies of large signups: their senders get errors, and the signups stay on the queue.',
    fix: `Set MaximumMessageSize to ${MAX_MESSAGE_BYTES}, the maximum of SQS.`,
  }),
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
    why: 'A badly configured client could send personal data without encryption.',
    fix: 'Restore the statement TlsOnly in the queue policy.',
  }),
  ...when(queue.kept?.onReplacement === false, {
    severity: 'danger',
    rule: 'queue-kept',
    where: queue.name,
    what: 'UpdateReplacePolicy is not Retain.',
    why: 'A deployment that replaces the queue deletes the old one with all its messages.',
    fix: 'Set UpdateReplacePolicy: Retain.',
  }),
];

const time = (seconds: number): string => duration(seconds * 1_000);
