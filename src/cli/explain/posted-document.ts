import { parseForm } from '../../sources/read/form-body.ts';
import { readJsonBody } from '../../sources/read/json-body.ts';
import type { Delivery } from '../../sources/source.ts';

/** The body of a delivery as one JSON value, and the way back to a delivery. */
export interface PostedDocument {
  readonly value: unknown;
  /** The delivery with another value. Forms become urlencoded. */
  readonly toDelivery: (value: unknown) => Delivery;
  /** The name of a place in the value, as the tool shows it. */
  readonly placeOf: (path: readonly string[]) => string;
}

interface PostedField {
  readonly name: string;
  readonly value: unknown;
}

/** `undefined` if the body is neither JSON nor a form. */
export function postedDocument(delivery: Delivery): PostedDocument | undefined {
  return fromJson(delivery) ?? fromForm(delivery);
}

function fromJson(delivery: Delivery): PostedDocument | undefined {
  const value = attempt(() => readJsonBody(delivery.body));
  if (typeof value !== 'object' || value === null) return undefined;
  return {
    value,
    toDelivery: (other) => ({ ...delivery, body: Buffer.from(JSON.stringify(other)) }),
    placeOf: (path) => path.join('.'),
  };
}

function fromForm(delivery: Delivery): PostedDocument | undefined {
  const entries = attempt(() => parseForm(delivery))?.filter(({ name }) => name !== '_charset_');
  if (entries === undefined) return undefined;
  const fields: readonly PostedField[] = entries.map(({ name, value }) => ({
    name,
    value: /^\s*[{[]/.test(value) ? (attempt(() => JSON.parse(value) as unknown) ?? value) : value,
  }));
  const headers = { ...delivery.headers, 'content-type': 'application/x-www-form-urlencoded' };
  return {
    // By number, because a name can occur several times.
    value: fields.map(({ value }) => value),
    toDelivery: (other) => ({
      ...delivery,
      headers,
      body: encode(fields, Object.values(Object(other))),
    }),
    placeOf: ([at, ...rest]) => [fields[Number(at)]?.name ?? '', ...rest].join('.'),
  };
}

function encode(fields: readonly PostedField[], values: readonly unknown[]): Uint8Array {
  const pairs = fields.map(({ name }, at): [string, string] => {
    const value = values[at];
    return [name, typeof value === 'string' ? value : JSON.stringify(value)];
  });
  return Buffer.from(new URLSearchParams(pairs).toString());
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
