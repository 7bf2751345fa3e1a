import type { StoreSignatureTime } from '../../generated/types.ts';
import { memberOf } from '../../util/is-record.ts';
import { jsonDocument } from './sorted-json.ts';

type Unit = StoreSignatureTime['unit'];

/**
 * One way to write each time. None is the beginning or the end of another time that the window allows: a time that is
 * signed right beside another text cannot be made longer or shorter.
 */
const FORMS: Readonly<Record<Unit, RegExp>> = {
  s: /^[1-9]\d{0,11}$/,
  ms: /^[1-9]\d{0,14}$/,
  ns: /^[1-9]\d{0,20}$/,
  rfc3339: /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/,
  'http-date': /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
};

/** Milliseconds of one unit. */
const UNIT_MS = { s: 1_000, ms: 1, ns: 1e-6 } as const;

export const isTimeText = (unit: Unit, text: string): boolean => FORMS[unit].test(text);

/** In milliseconds since the epoch. Undefined for a text of another form. */
export function toTime(unit: Unit, text: string): number | undefined {
  if (!isTimeText(unit, text)) return undefined;
  const time =
    unit === 'rfc3339' || unit === 'http-date' ? Date.parse(text) : Number(text) * UNIT_MS[unit];
  return Number.isFinite(time) ? time : undefined;
}

/** The last instant of a JavaScript date, in milliseconds since the epoch. */
const LAST_MS = 8.64e15;

/** The time at a JSON Pointer into the body. Numbers may have decimals there. */
export function timeAt(pointer: string, unit: Unit, body: Uint8Array): number | undefined {
  const names = pointer.split('/').slice(1);
  const value = names.reduce<unknown>(
    (within, name) => memberOf(within, name.replaceAll('~1', '/').replaceAll('~0', '~')),
    jsonDocument(body)?.value,
  );
  if (typeof value === 'string') return toTime(unit, value);
  if (typeof value !== 'number' || unit === 'rfc3339' || unit === 'http-date') return undefined;
  const ms = value * UNIT_MS[unit];
  return Math.abs(ms) <= LAST_MS ? ms : undefined;
}

/** A time as a sender writes it, in milliseconds since the epoch. */
export function timeText(unit: Unit, now: number): string {
  if (unit === 'rfc3339') return new Date(now).toISOString();
  if (unit === 'http-date') return new Date(now).toUTCString();
  return unit === 'ns' ? `${now}000000` : String(Math.floor(now / UNIT_MS[unit]));
}
