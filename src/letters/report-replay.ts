import type { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { ReplayAnswer } from './handle-replay.ts';

/** One log line per run, and how many letters went back and how many stayed. */
export function reportReplay(
  answer: ReplayAnswer,
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
): void {
  const { dryRun, selected, predicted, replayed, left, cameBack, stopped, complete } = answer;
  const line = { dryRun, selected, predicted, replayed, left, stopped, complete };
  logger[cameBack.length > 0 ? 'warn' : 'info']('replay', { ...line, cameBack: cameBack.length });
  metrics.addMetric('Replayed', MetricUnit.Count, replayed);
  if (!dryRun) metrics.addMetric('ReplayLeft', MetricUnit.Count, left);
}
