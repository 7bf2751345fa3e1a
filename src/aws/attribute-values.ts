/** An item as the relay sees it: plain JSON values. */
export type Item = Readonly<Record<string, unknown>>;

/** One value as DynamoDB writes it on the wire, of the types that the relay stores. */
type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Attributes };

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** What is `undefined` is left out. @throws TypeError a value that no item holds, a function say. */
export function toAttributes(item: Item): Attributes {
  const given = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, toAttribute(value)]));
}

function toAttribute(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  if (typeof value === 'object') return { M: toAttributes({ ...value }) };
  throw new TypeError(`the ledger stores no ${typeof value}`);
}

export function fromAttributes(attributes: Attributes): Item {
  const entries = Object.entries(attributes);
  return Object.fromEntries(entries.map(([name, value]) => [name, fromAttribute(value)]));
}

function fromAttribute(value: AttributeValue): unknown {
  if ('S' in value) return value.S;
  if ('N' in value) return Number(value.N);
  if ('M' in value) return fromAttributes(value.M);
  if ('L' in value) return value.L.map(fromAttribute);
  return 'BOOL' in value ? value.BOOL : null;
}
