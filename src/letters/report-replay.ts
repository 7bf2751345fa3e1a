import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { Log } from '../telemetry/log.ts';
import type { ReplayAnswer } from '../dead-letters/replay/handler.ts';

/** One log line per run, and how many letters went back and how many stayed. */
export function reportReplay(
  answer: ReplayAnswer,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): void {
  const { dryRun, selected, predicted, replayed, left, cameBack, stopped, complete } = answer;
  const line = { dryRun, selected, predicted, replayed, left, stopped, complete };
  log[cameBack.length > 0 ? 'warn' : 'info']('replay', { ...line, cameBack: cameBack.length });
  metrics.addMetric('Replayed', MetricUnit.Count, replayed);
  if (!dryRun) metrics.addMetric('ReplayLeft', MetricUnit.Count, left);
}
