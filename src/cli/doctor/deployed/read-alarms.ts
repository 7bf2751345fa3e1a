import {
  type CloudWatchClient,
  type MetricAlarm,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import { type AlarmFacts, nameOf } from '../facts.ts';

/** Every alarm on metrics, also those that somebody made beside the stack. */
export async function readAlarms(client: CloudWatchClient): Promise<readonly AlarmFacts[]> {
  const found: AlarmFacts[] = [];
  for await (const page of paginateDescribeAlarms({ client }, { AlarmTypes: ['MetricAlarm'] })) {
    found.push(...(page.MetricAlarms ?? []).map(toAlarm));
  }
  return found;
}

function toAlarm(alarm: MetricAlarm): AlarmFacts {
  const { AlarmName = '', Threshold, ActionsEnabled = true, AlarmActions = [], Metrics } = alarm;
  const metrics = Metrics?.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []) ?? [];
  return {
    name: AlarmName,
    metrics: (metrics.length > 0 ? metrics : [alarm]).map((one) => ({
      namespace: one.Namespace ?? '',
      metric: one.MetricName ?? '',
      dimensions: (one.Dimensions ?? []).map(({ Value = '' }) => Value),
    })),
    ...(Threshold !== undefined && { threshold: Threshold }),
    actions: ActionsEnabled ? AlarmActions.map(nameOf) : [],
  };
}
