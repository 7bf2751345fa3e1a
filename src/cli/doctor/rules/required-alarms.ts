import type { Finding } from '../finding.ts';
import type { RelayParts } from '../parts.ts';

/** One failure that an alarm must report. */
export interface RequiredAlarm {
  readonly rule: string;
  readonly severity: Finding['severity'];
  /** The queue or function; undefined for the whole relay. */
  readonly of: string | undefined;
  readonly namespace: string;
  readonly metric: string;
  /** The event, as a clause: `signups become dead letters`. */
  readonly event: string;
  /** Wrong metrics that are easily mistaken for the right one, with the reason. */
  readonly lookalikes?: Readonly<Record<string, string>>;
  /** With this threshold or a higher one the alarm fires too late. Seconds. */
  readonly tooLateFromSeconds?: number;
}

/** Every alarm that this deployment needs. */
export function requiredAlarms(parts: RelayParts): readonly RequiredAlarm[] {
  const { consume, receive, archive } = parts;
  return [
    ...queueAlarms(parts),
    own('StorePaused', 'a shop accepts no calls', 'danger'),
    own('Misconfigured', 'signups wait for a missing right, table, key or setting', 'danger'),
    own('Crashed', 'messages make consume crash, or their copies cannot be sent', 'warning'),
    own('ConsentUnclearBalance', 'most answers of a source about consent are unclear', 'warning'),
    own('LeftOutBalance', 'many signups of a source lose the same part', 'warning'),
    ...functionAlarms('consume', consume?.name),
    ...(receive ? [own('Unavailable', 'webhooks are answered with 503', 'danger')] : []),
    ...functionAlarms('receive', receive?.name),
    ...(archive ? [own('LettersExpiring', 'dead letters are about to be deleted', 'danger')] : []),
    ...functionAlarms('archive', archive?.name),
  ];
}

const DAY = 86_400;

function queueAlarms({ signups, deadLetters }: RelayParts): readonly RequiredAlarm[] {
  const queue = { namespace: 'AWS/SQS', severity: 'danger' } as const;
  const age = 'ApproximateAgeOfOldestMessage';
  return [
    {
      ...queue,
      rule: 'alarm-dead-letters',
      of: deadLetters?.name,
      metric: 'ApproximateNumberOfMessagesVisible',
      event: 'signups become dead letters',
      lookalikes: {
        NumberOfMessagesSent: 'it does not count messages that SQS moves to the dead letters',
      },
    },
    {
      ...queue,
      rule: 'alarm-oldest-dead-letter',
      of: deadLetters?.name,
      metric: age,
      event: 'dead letters get old',
      ...(deadLetters && { tooLateFromSeconds: deadLetters.retentionSeconds - DAY }),
    },
    {
      ...queue,
      rule: 'alarm-oldest-signup',
      of: signups?.name,
      metric: age,
      event: 'signups are not read from the queue',
      ...(signups && { tooLateFromSeconds: signups.retentionSeconds - DAY }),
    },
  ];
}

/** An alarm on a metric of the relay itself. */
const own = (
  metric: string,
  event: string,
  severity: RequiredAlarm['severity'],
): RequiredAlarm => ({
  rule: `alarm-${metric.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}`,
  severity,
  of: undefined,
  namespace: 'SignupRelay',
  metric,
  event,
});

/** Errors of `receive` are worse: SQS retries a batch, but some tools do not send a webhook again. */
function functionAlarms(role: string, of: string | undefined): readonly RequiredAlarm[] {
  if (of === undefined) return [];
  return (['Errors', 'Throttles'] as const).map((metric) => ({
    rule: `alarm-${role}-${metric.toLowerCase()}`,
    severity: role === 'receive' ? 'danger' : 'warning',
    of,
    namespace: 'AWS/Lambda',
    metric,
    event: `${role} ${metric === 'Errors' ? 'crashes or runs out of time' : 'is throttled'}`,
  }));
}
