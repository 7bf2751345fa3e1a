/** RFC 3339 with its zone, and with the second; the zone of ActiveCampaign and others may lack its colon. */
const ZONED =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9})\d*)?([Zz]|[+-]\d{2}(?::?\d{2})?)$/;
/** `2026-09-15 03:20:00`, `2026-09-15T03:20:00.123`, `2026/9/15 3:20`. */
const ZONELESS =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[Tt ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/;
/** RFC 9110: `Tue, 14 Apr 2026 03:50:12 GMT`. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
/** 1 January 10000: later times have no RFC 3339 form. */
const END_OF_TIMES_MS = 253_402_300_800_000;

/** Seconds since the epoch, a number or a text of digits, fractions allowed, as RFC 3339. */
export function timeOfSeconds(value: unknown): string | undefined {
  const seconds = toNumber(value);
  return seconds === undefined ? undefined : toRfc3339(seconds * 1_000);
}

/** Milliseconds since the epoch, a number or a text of digits, as RFC 3339. */
export function timeOfMilliseconds(value: unknown): string | undefined {
  return toRfc3339(toNumber(value));
}

/**
 * A time that is written out, as RFC 3339. It has its own zone, or else that of `timeZone`. Fractions up to nanoseconds
 * are kept. Reads RFC 3339, `2026-09-15 03:20:00` and HTTP dates.
 *
 * @param timeZone IANA name; an unknown one counts as UTC. @default UTC
 * @returns `undefined` for everything else: nothing is guessed.
 */
export function timeOfText(value: unknown, timeZone = 'UTC'): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (HTTP_DATE.test(text)) return toRfc3339(Date.parse(text));
  const zoned = ZONED.exec(text);
  if (zoned) return fromZoned(zoned);
  const zoneless = ZONELESS.exec(text);
  return zoneless ? fromZoneless(zoneless, timeZone) : undefined;
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d{1,16}(?:\.\d{1,9})?$/.test(value)
    ? Number(value)
    : undefined;
}

function toRfc3339(ms: number | undefined): string | undefined {
  if (ms === undefined || !(ms >= 0 && ms < END_OF_TIMES_MS)) return undefined;
  return new Date(ms).toISOString();
}

function fromZoned([, day = '', time = '', fraction, zone = '']: RegExpExecArray) {
  const [, hours, minutes = '00'] = /^([+-]\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  const offset = hours === undefined ? 'Z' : `${hours}:${minutes}`;
  const whole = `${day}T${time}`;
  // A leap second or 24:00 is no time that the relay compares.
  if (!isTime(whole) || Number.isNaN(Date.parse(`${whole}${offset}`))) return undefined;
  return `${whole}${fraction === undefined ? '' : `.${fraction}`}${offset}`;
}

function fromZoneless(parts: RegExpExecArray, timeZone: string): string | undefined {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', fraction] =
    parts;
  const two = (digits: string): string => digits.padStart(2, '0');
  const whole = `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}`;
  if (!isTime(whole)) return undefined;
  const wall = Date.parse(`${whole}Z`);
  // Twice: the first offset is that of another instant, and a change of clocks may lie between the two.
  const near = wall - offsetMs(wall, timeZone);
  const utc = toRfc3339(wall - offsetMs(near, timeZone))?.slice(0, 19);
  return utc && `${utc}${fraction === undefined ? '' : `.${fraction}`}Z`;
}

/** 31 February and 25:00 are no times: read and written again they differ. */
function isTime(whole: string): boolean {
  const ms = Date.parse(`${whole}Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(whole);
}

/** How far the clocks of a zone are ahead of UTC at an instant. */
function offsetMs(instantMs: number, timeZone: string): number {
  const name = formatOf(timeZone)
    .formatToParts(instantMs)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign, hours, minutes, seconds] =
    /([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name ?? '') ?? [];
  const total =
    (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000 + Number(seconds ?? 0) * 1_000;
  return sign === '-' ? -total : total;
}

/** Whether a name is that of an IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const options = { hourCycle: 'h23', timeZoneName: 'longOffset' } as const;
  try {
    return new Intl.DateTimeFormat('en', { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' });
  }
}
