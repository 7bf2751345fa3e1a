import type { AlarmFacts, Facts, MetricFacts } from '../facts.ts';
import { type Finding, when } from '../finding.ts';
import type { RelayParts } from '../parts.ts';
import { type RequiredAlarm, requiredAlarms } from './required-alarms.ts';

/** Checks that every failure has an alarm, that the alarm fires in time, and that it reaches a person. */
export function alarmRules(
  { alarms, topics }: Pick<Facts, 'alarms' | 'topics'>,
  parts: RelayParts,
): readonly Finding[] {
  return [
    ...requiredAlarms(parts).flatMap((required) => alarmRule(required, alarms)),
    ...topics
      .filter(({ name }) => alarms.some(({ actions }) => actions.includes(name)))
      .flatMap(({ name, hasSubscription }) =>
        when(!hasSubscription, {
          severity: 'warning',
          rule: 'topic-subscription',
          where: name,
          what: 'The alarm topic has no subscription in the stack.',
          why: 'Alarms reach no person, unless a subscription was added by hand.',
          fix: 'Deploy with --param="alarmEmail=…", or subscribe your pager to the topic.',
        }),
      ),
  ];
}

/** One good alarm is enough. */
function alarmRule(required: RequiredAlarm, alarms: readonly AlarmFacts[]): readonly Finding[] {
  const { metric, lookalikes = {}, tooLateFromSeconds = Number.POSITIVE_INFINITY } = required;
  const watching = alarms.filter(({ metrics }) =>
    metrics.some((one) => fits(one, required, [metric])),
  );
  const heard = watching.filter(({ actions }) => actions.length > 0);
  const inTime = heard.filter(({ threshold = 0 }) => threshold < tooLateFromSeconds);
  if (inTime.length > 0) return [];
  const [late] = heard;
  const [mute] = watching;
  if (late) return [tooLate(required, late)];
  if (mute) return [withoutAction(required, mute)];
  const other = alarms.find(({ metrics }) =>
    metrics.some((one) => fits(one, required, Object.keys(lookalikes))),
  );
  const wrong = other?.metrics.find((one) => fits(one, required, Object.keys(lookalikes)))?.metric;
  return [missing(required, other?.name, wrong)];
}

const fits = (
  { namespace, metric, dimensions }: MetricFacts,
  required: RequiredAlarm,
  metrics: readonly string[],
): boolean =>
  namespace === required.namespace &&
  metrics.includes(metric) &&
  (required.of === undefined || dimensions.includes(required.of));

const missing = (
  { rule, severity, of, namespace, metric, event, lookalikes = {} }: RequiredAlarm,
  other: string | undefined,
  wrong: string | undefined,
): Finding => ({
  severity,
  rule,
  where: other ?? of ?? namespace,
  what:
    wrong === undefined
      ? `No alarm fires when ${event}.`
      : `No alarm fires when ${event}: this one watches ${wrong}.`,
  why:
    wrong === undefined
      ? 'Without an alarm the failure is found only when a customer is missing.'
      : `${wrong} is the wrong metric: ${lookalikes[wrong] ?? ''}.`,
  fix: `Add an alarm with an action on the metric ${metric} of ${namespace}${of === undefined ? '' : ` for ${of}`}.`,
});

const withoutAction = (
  { rule, severity, event }: RequiredAlarm,
  { name }: AlarmFacts,
): Finding => ({
  severity,
  rule,
  where: name,
  what: `No person is notified when ${event}: the alarm has no action, or its actions are disabled.`,
  why: 'The alarm is visible only in the CloudWatch console.',
  fix: 'Set AlarmActions to the alarm topic.',
});

const tooLate = (
  { rule, severity, event, tooLateFromSeconds }: RequiredAlarm,
  { name, threshold }: AlarmFacts,
) => ({
  severity,
  rule,
  where: name,
  what: `The alarm fires too late when ${event}: at ${threshold ?? 0} s.`,
  why: 'SQS deletes the messages less than a day later, or even before.',
  fix: `Set its threshold well below ${tooLateFromSeconds ?? 0} s.`,
});
