import { type Finding, when } from '../finding.ts';
import type { RelayParts } from '../parts.ts';

/** Checks the event source mapping that feeds `consume`. */
export function mappingRules({ signups, consume, mapping }: RelayParts): readonly Finding[] {
  if (!consume || !signups) return [];
  const where = `${signups.name} → ${consume.name}`;
  if (!mapping) {
    return [
      {
        severity: 'danger',
        rule: 'mapping-missing',
        where,
        what: 'There is no event source mapping from the signups queue to consume.',
        why: 'Signups are not read from the queue, and SQS deletes them after a week.',
        fix: 'Restore the sqs event of consume.',
      },
    ];
  }
  const { isEnabled, reportsItemFailures, filters, windowSeconds, batchSize } = mapping;
  const { maximumConcurrency } = mapping;
  return [
    ...when(!isEnabled, {
      severity: 'danger',
      rule: 'mapping-disabled',
      where,
      what: 'The event source mapping is disabled.',
      why: 'Signups wait, and SQS deletes them at the end of their retention.',
      fix: 'Enable it, unless it was disabled on purpose just now.',
    }),
    ...when(!reportsItemFailures, {
      severity: 'danger',
      rule: 'report-batch-item-failures',
      where,
      what: 'ReportBatchItemFailures is missing.',
      why: 'Lambda ignores the result for single signups: one that must be retried is deleted with the rest of the batch.',
      fix: 'Set functionResponseType: ReportBatchItemFailures.',
    }),
    ...when(filters > 0, {
      severity: 'danger',
      rule: 'event-filter',
      where,
      what: 'The mapping has an event filter.',
      why: 'Lambda deletes every message that matches no filter, and logs nothing.',
      fix: 'Remove filterPatterns.',
    }),
    ...when(maximumConcurrency === undefined, {
      severity: 'danger',
      rule: 'maximum-concurrency',
      where,
      what: 'MaximumConcurrency is not set.',
      why: 'A burst starts as many runs as the account allows. Throttled runs use up receives, and healthy signups become dead letters.',
      fix: 'Set maximumConcurrency, at least 2.',
    }),
    ...when(windowSeconds > 0 || batchSize > 10, {
      severity: 'warning',
      rule: 'batch-window',
      where,
      what: `The batch size is ${batchSize} and the batching window ${windowSeconds} s.`,
      why: 'Each signup can wait for the whole window. A batch of more than ten does not end within the timeout if a shop is slow.',
      fix: 'Set batchSize to 10 and remove maximumBatchingWindow.',
    }),
  ];
}
