import { type AlarmFacts, nameOf } from '../facts.ts';
import { isJson, type Json } from './template.ts';
import { asText, asTexts } from './texts.ts';

/** An alarm of a template; one of several metrics counts for each. */
export function readAlarm(name: string, properties: Json): AlarmFacts {
  const { Metrics: metrics, Threshold: threshold, ActionsEnabled: enabled = true } = properties;
  const stats = Array.isArray(metrics)
    ? metrics.flatMap((one: unknown) =>
        isJson(one) && isJson(one['MetricStat']) ? one['MetricStat']['Metric'] : [],
      )
    : [properties];
  return {
    name,
    metrics: stats.filter(isJson).map((metric) => ({
      namespace: asText(metric['Namespace']),
      metric: asText(metric['MetricName']),
      dimensions: (Array.isArray(metric['Dimensions']) ? metric['Dimensions'] : [])
        .filter(isJson)
        .map((dimension) => asText(dimension['Value'])),
    })),
    ...(threshold !== undefined && { threshold: Number(threshold) }),
    actions:
      asText(enabled) === 'false'
        ? []
        : asTexts(properties['AlarmActions']).map((one) => nameOf(one)),
  };
}
