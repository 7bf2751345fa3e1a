import type { SQSMessageAttributes } from 'aws-lambda';
import type { CopyAttribute } from './queue-port.ts';

type Kind = 'text' | 'time' | 'count';

/** Every message attribute that the relay writes, and the kind of its value. None holds personal data. */
const KINDS = {
  attempts: 'count',
  firstSeenAt: 'time',
  notBefore: 'time',
  replayedAt: 'time',
  replays: 'count',
  progress: 'text',
  reason: 'text',
  detail: 'text',
  store: 'text',
  source: 'text',
  eventId: 'text',
  failedAt: 'time',
  lane: 'text',
} as const satisfies Readonly<Record<string, Kind>>;

export type AttributeName = keyof typeof KINDS;

type NameOf<K extends Kind> = {
  readonly [Name in AttributeName]: (typeof KINDS)[Name] extends K ? Name : never;
}[AttributeName];

/** Whether the relay itself writes an attribute of this name. All others are the sender's. */
export const isOwnAttribute = (name: string): name is AttributeName => Object.hasOwn(KINDS, name);

/** The value of `lane` of a message that uses only the slots that live signups leave free. */
export const SLOW_LANE = 'slow';

/** The sender's attribute with the W3C trace. The relay passes it on. */
export const TRACEPARENT = 'traceparent';

export type Attributes = Readonly<Record<string, CopyAttribute>>;

/** Reads the relay's own attributes. Any sender can set them, so a malformed value counts as absent. */
interface AttributeReader {
  readonly text: (name: NameOf<'text'>) => string | undefined;
  /** @returns milliseconds since the epoch. */
  readonly time: (name: NameOf<'time'>) => number | undefined;
  /** @returns 0 where the attribute is absent. */
  readonly count: (name: NameOf<'count'>) => number;
}

export function readerOf(attributes: Attributes): AttributeReader {
  const text = (name: AttributeName): string | undefined => {
    const value = attributes[name]?.value;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return { text, time: (name) => parseTime(text(name)), count: (name) => parseCount(text(name)) };
}

/** Values of the relay's own attributes; times in milliseconds since the epoch. */
type OwnValues = Readonly<
  Partial<
    Record<NameOf<'text'>, string | undefined> &
      Record<NameOf<'time' | 'count'>, number | undefined>
  >
>;

/** Writes the relay's own attributes, in the order of `values`. Undefined values are left out. */
export const writeAttributes = (values: OwnValues): Attributes =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, encode(name, value)] as const],
    ),
  );

function encode(name: string, value: string | number): CopyAttribute {
  if (typeof value === 'string') return { type: 'String', value };
  return isOwnAttribute(name) && KINDS[name] === 'time'
    ? { type: 'String', value: new Date(value).toISOString() }
    : { type: 'Number', value: String(value) };
}

/** The attributes of a record that Lambda received. Those without a value are left out. */
export function fromLambda(given: SQSMessageAttributes): Attributes {
  const entries = Object.entries(given).flatMap(([name, attribute]) => {
    const { dataType: type, stringValue, binaryValue } = attribute;
    const value = stringValue ?? decode(binaryValue);
    return value === undefined ? [] : [[name, { type, value }] as const];
  });
  // Unlike an assignment, this keeps an attribute that is named `__proto__`.
  return Object.fromEntries(entries);
}

const decode = (base64: string | undefined): Uint8Array | undefined =>
  typeof base64 === 'string' ? Buffer.from(base64, 'base64') : undefined;

/** ISO 8601 with a time zone. `Date.parse` alone would read `"7"` as a day in July. */
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

function parseTime(text = ''): number | undefined {
  const ms = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function parseCount(text: string | undefined): number {
  const count = Number(text ?? 0);
  return Number.isSafeInteger(count) ? Math.max(0, count) : 0;
}
