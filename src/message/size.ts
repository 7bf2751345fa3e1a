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
