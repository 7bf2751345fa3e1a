import { Metrics } from '@aws-lambda-powertools/metrics';

/** A function's metrics. The service name contains the stage, so the stages of one account stay apart. */
export function openMetrics(env: Readonly<Record<string, string | undefined>>): Metrics {
  const serviceName = env['POWERTOOLS_SERVICE_NAME'] ?? 'signup-relay';
  return new Metrics({ namespace: 'SignupRelay', serviceName });
}
