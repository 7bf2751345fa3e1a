import { MAX_BATCH_ENTRIES, MAX_MESSAGE_BYTES } from '../util/sqs-limits.ts';
import type { CopyAttribute } from './queue-port.ts';

/** How SQS counts one attribute, in bytes: name, type and value. */
export const attributeBytes = (name: string, { type, value }: CopyAttribute): number =>
  Buffer.byteLength(name) + Buffer.byteLength(type) + Buffer.byteLength(value);

/** How SQS counts one message, in bytes. */
export const copyBytes = (
  body: string,
  attributes: Readonly<Record<string, CopyAttribute>>,
): number =>
  Object.entries(attributes).reduce(
    (sum, [name, attribute]) => sum + attributeBytes(name, attribute),
    Buffer.byteLength(body),
  );

/**
 * Splits messages by count and by size: SQS limits the sum of a batch as it limits one message.
 *
 * @param bytesOf one message as SQS counts it, in bytes.
 */
export function batchesOf<T>(messages: readonly T[], bytesOf: (message: T) => number): T[][] {
  const batches: T[][] = [];
  let bytes = Infinity;
  for (const message of messages) {
    const size = bytesOf(message);
    const last = batches.at(-1);
    if (last && last.length < MAX_BATCH_ENTRIES && bytes + size <= MAX_MESSAGE_BYTES) {
      last.push(message);
      bytes += size;
    } else {
      batches.push([message]);
      bytes = size;
    }
  }
  return batches;
}
