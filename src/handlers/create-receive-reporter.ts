import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { Log } from '../telemetry/log.ts';
import type { ReceiveReport } from '../receive/result.ts';

const METRIC = {
  accepted: 'Accepted',
  handshake: 'Handshakes',
  refused: 'Refused',
  invalid: 'Invalid',
  too_large: 'TooLarge',
  trapped: 'Trapped',
  unavailable: 'Unavailable',
} as const;

const LEVEL = {
  accepted: 'info',
  handshake: 'info',
  refused: 'warn',
  invalid: 'warn',
  too_large: 'warn',
  trapped: 'info',
  unavailable: 'error',
} as const;

/** Writes one log line and one metric per request. The line is built field by field: nothing else can get into a log. */
export const createReceiveReporter =
  (log: Log, metrics: Metrics) =>
  (report: ReceiveReport): void => {
    const { outcome, method, store, source, tool, why, id, messageId, trace } = report;
    const { status, bytes, durationMs } = report;
    log[LEVEL[outcome]]('request', {
      method,
      store,
      source,
      tool,
      outcome,
      why,
      id,
      messageId,
      trace,
      status,
      bytes,
      durationMs,
    });
    metrics.addMetric(METRIC[outcome], MetricUnit.Count, 1);
  };
