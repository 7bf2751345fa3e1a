import type { AlarmFacts, Facts, MetricFacts } from '../facts.ts';
import { type Finding, when } from '../finding.ts';
import type { RelayParts } from '../parts.ts';
import { type RequiredAlarm, requiredAlarms } from './required-alarms.ts';

/** Whether somebody is told of what goes wrong, and in time. */
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
          what: 'The stack subscribes nobody to the topic of the alarms.',
          why: 'Unless somebody was subscribed by hand, alarms reach nobody.',
          fix: 'Deploy with --param="alarmEmail=…", or subscribe your pager to the topic.',
        }),
      ),
  ];
}

/** One alarm that does its work is enough. */
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
      ? `No alarm tells that ${event}.`
      : `The alarm that should tell that ${event} watches ${wrong}.`,
  why:
    wrong === undefined
      ? 'Nobody learns of it until somebody misses a customer.'
      : `${wrong} is the wrong metric: ${lookalikes[wrong] ?? ''}.`,
  fix: `Put an alarm on ${metric} of ${namespace}${of === undefined ? '' : ` for ${of}`}, with an action.`,
});

const withoutAction = (
  { rule, severity, event }: RequiredAlarm,
  { name }: AlarmFacts,
): Finding => ({
  severity,
  rule,
  where: name,
  what: `The alarm that tells that ${event} has no action, or its actions are switched off.`,
  why: 'It turns red on a page that nobody looks at.',
  fix: 'Set AlarmActions to the topic of the alarms.',
});

const tooLate = (
  { rule, severity, event, tooLateFromSeconds }: RequiredAlarm,
  { name, threshold }: AlarmFacts,
) => ({
  severity,
  rule,
  where: name,
  what: `The alarm that tells that ${event} fires at ${threshold ?? 0} s.`,
  why: 'SQS deletes messages before, or less than a day after: too late to do anything.',
  fix: `Set its threshold well below ${tooLateFromSeconds ?? 0} s.`,
});
