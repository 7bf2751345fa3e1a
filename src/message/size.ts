import type { CopyAttribute } from './queue-port.ts';

/** SQS's limit for one message, and for all messages of one batch together, in bytes: body and attributes. */
export const MAX_COPY_BYTES = 1_048_576;

/** SQS takes at most ten attributes on a message. */
export const MAX_ATTRIBUTES = 10;

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
