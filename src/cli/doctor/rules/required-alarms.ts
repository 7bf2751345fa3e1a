import type { Finding } from '../finding.ts';
import type { RelayParts } from '../parts.ts';

/** What somebody must be told of. */
export interface RequiredAlarm {
  readonly rule: string;
  readonly severity: Finding['severity'];
  /** The queue or function that it is about; undefined where it is about the whole relay. */
  readonly of: string | undefined;
  readonly namespace: string;
  readonly metric: string;
  /** The event, as a clause: `signups become dead letters`. */
  readonly event: string;
  /** Metrics that look right and are not, with why. */
  readonly lookalikes?: Readonly<Record<string, string>>;
  /** Fires too late from this threshold on. */
  readonly tooLateFromSeconds?: number;
}

/** Everything of this deployment that an alarm must watch. */
export function requiredAlarms(parts: RelayParts): readonly RequiredAlarm[] {
  const { consume, receive, archive } = parts;
  return [
    ...queueAlarms(parts),
    own('StorePaused', 'a shop takes no calls', 'danger'),
    own('Crashed', 'messages crash, or their copies cannot be sent', 'warning'),
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
        NumberOfMessagesSent: 'it does not count what SQS itself moves to the dead letters',
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
      event: 'nobody takes signups off the queue',
      ...(signups && { tooLateFromSeconds: signups.retentionSeconds - DAY }),
    },
  ];
}

/** A metric that the functions write themselves. */
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

/** A batch of `consume` comes back by itself; a webhook may not. */
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
