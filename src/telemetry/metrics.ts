import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Log, serviceIn } from './log.ts';

/** The metrics of one function, with the service name of its log lines. */
export const openMetrics = (env: Readonly<Record<string, string | undefined>>): Metrics =>
  new Metrics({
    namespace: 'SignupRelay',
    serviceName: serviceIn(env),
  });

/**
 * Adds a count with the dimension `reason`. CloudWatch bills each combination of dimensions as one metric: about fifteen
 * reasons are affordable. Stores have no limit, so their numbers come from the log lines.
 */
export function countByReason(
  metrics: Metrics,
  name: 'DeadLettersByReason' | 'LettersWaiting',
  reason: string,
  count: number,
): void {
  const single = metrics.singleMetric();
  single.addDimension('reason', reason);
  single.addMetric(name, MetricUnit.Count, count);
}

/** Reports that a store's configuration could not be read, so that the one before is used. @param store the operator's own name. */
export const staleReporter =
  (log: Log, metrics: Pick<Metrics, 'addMetric'>) =>
  (store: string): void => {
    log.warn('the configuration cannot be read, the one before is used', { store });
    metrics.addMetric('StaleConfiguration', MetricUnit.Count, 1);
  };
