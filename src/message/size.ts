interface Attribute {
  readonly type: string;
  readonly value: string | Uint8Array;
}

/** What SQS counts of one attribute, in bytes: name, type and value. */
export const attributeBytes = (name: string, { type, value }: Attribute): number =>
  Buffer.byteLength(name) + Buffer.byteLength(type) + Buffer.byteLength(value);

/** What SQS counts of one message, in bytes. */
export const copyBytes = (body: string, attributes: Readonly<Record<string, Attribute>>): number =>
  Object.entries(attributes).reduce(
    (sum, [name, attribute]) => sum + attributeBytes(name, attribute),
    Buffer.byteLength(body),
  );
