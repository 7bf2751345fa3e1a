import { type Finding, when } from '../finding.ts';
import type { RelayParts } from '../parts.ts';

/** How `consume` is fed. */
export function mappingRules({ signups, consume, mapping }: RelayParts): readonly Finding[] {
  if (!consume || !signups) return [];
  const where = `${signups.name} → ${consume.name}`;
  if (!mapping) {
    return [
      {
        severity: 'danger',
        rule: 'mapping-missing',
        where,
        what: 'No event source mapping leads from the signups to consume.',
        why: 'Nobody takes signups off the queue; SQS deletes them after a week.',
        fix: 'Put the sqs event of consume back.',
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
      why: 'Signups wait, and SQS deletes them after their retention.',
      fix: 'Enable it, unless somebody has just switched it off on purpose.',
    }),
    ...when(!reportsItemFailures, {
      severity: 'danger',
      rule: 'report-batch-item-failures',
      where,
      what: 'ReportBatchItemFailures is missing.',
      why: 'What consume says about single signups is ignored: one that must stay is deleted with the other nine.',
      fix: 'Set functionResponseType: ReportBatchItemFailures.',
    }),
    ...when(filters > 0, {
      severity: 'danger',
      rule: 'event-filter',
      where,
      what: 'The mapping has an event filter.',
      why: 'Lambda deletes every message that no filter fits, without a trace.',
      fix: 'Remove filterPatterns.',
    }),
    ...when(maximumConcurrency === undefined, {
      severity: 'danger',
      rule: 'maximum-concurrency',
      where,
      what: 'MaximumConcurrency is not set.',
      why: 'A burst starts as many runs as the account has room for; throttled ones use up receives and healthy signups become dead letters.',
      fix: 'Set maximumConcurrency, at least 2.',
    }),
    ...when(windowSeconds > 0 || batchSize > 10, {
      severity: 'warning',
      rule: 'batch-window',
      where,
      what: `Batches of ${batchSize} are gathered for up to ${windowSeconds} s.`,
      why: 'Every signup may wait so long, and a batch of more than ten does not end within the timeout of a slow shop.',
      fix: 'Set batchSize to 10 and remove maximumBatchingWindow.',
    }),
  ];
}
