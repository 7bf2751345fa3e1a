import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { Log } from '../telemetry/log.ts';
import type { ArchiveReport } from '../dead-letters/archive/archive.ts';

/**
 * Writes one log line and the metrics of one run: counts and times only. `LettersWaiting` has the reason as a dimension,
 * so CloudWatch bills one metric for each reason that occurs, fifteen at most.
 */
export function reportArchive(
  { total, due, archived, waiting, expiring, soonestExpiry, complete }: ArchiveReport,
  { now, archiving }: { readonly now: number; readonly archiving: boolean },
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): void {
  const left = archiving ? due - archived : 0;
  log[complete && expiring === 0 && left === 0 ? 'info' : 'warn']('letters', {
    total,
    waiting: Object.fromEntries(waiting),
    expiring,
    soonestExpiry: soonestExpiry === undefined ? undefined : new Date(soonestExpiry).toISOString(),
    ...(archiving && { archived, notArchived: left }),
    complete,
  });
  // Nothing found in a part of the queue is no news: the alarm then has no data, and says that after three hours.
  if (complete || expiring > 0) metrics.addMetric('LettersExpiring', MetricUnit.Count, expiring);
  if (soonestExpiry !== undefined) {
    const seconds = Math.max(0, Math.round((soonestExpiry - now) / 1_000));
    metrics.addMetric('SoonestExpiry', MetricUnit.Seconds, seconds);
  }
  if (archiving) {
    metrics.addMetric('LettersArchived', MetricUnit.Count, archived);
    metrics.addMetric('LettersNotArchived', MetricUnit.Count, left);
  }
  for (const [reason, count] of waiting) {
    const byReason = metrics.singleMetric();
    byReason.addDimension('reason', reason);
    byReason.addMetric('LettersWaiting', MetricUnit.Count, count);
  }
}
