import { asRecord } from './as-record.ts';

/** Which messages of a batch stay on the queue. */
export type FailedItems = 'all' | ReadonlySet<string>;

/**
 * Reads a handler's answer as Lambda does with `ReportBatchItemFailures`: nothing or an empty list means that all
 * went well; an entry that names no message of the batch means that none did.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedItems(answer: unknown, messageIds: readonly string[]): FailedItems {
  const { batchItemFailures: failures } = asRecord(answer);
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return 'all';
  const failed = new Set<string>();
  for (const failure of failures as readonly unknown[]) {
    const { itemIdentifier: id } = asRecord(failure);
    if (typeof id !== 'string' || !messageIds.includes(id)) return 'all';
    failed.add(id);
  }
  return failed;
}
