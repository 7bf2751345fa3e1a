import { duration } from '../../cli/output/format.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const ago = (at: number, now: number): string => `${duration(now - at)} ago`;

export const timeLeft = (at: number, now: number): string =>
  at <= now ? 'expired' : `in ${duration(at - now)}`;

const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
const DATE = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const ZONE = { timeZoneName: 'short' } as const;

/** The time of day in the browser's time zone, with the zone: `14:05:09 GMT+8`. */
export const clock = (at: number): string =>
  new Date(at).toLocaleTimeString('en-GB', { ...TIME, ...ZONE });

/** `22 Nov 2026, 14:05:09 GMT+8`. */
export const dateAndClock = (at: number): string =>
  new Date(at).toLocaleString('en-GB', { ...DATE, ...TIME, ...ZONE });

/** The browser's time zone at that time: `GMT+8`. */
export const zoneOf = (at: number): string =>
  new Intl.DateTimeFormat('en-GB', ZONE)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value ?? '';

/** Allowed distances between the lines of the value axis. */
export const AXIS_STEPS = {
  messages: [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8].flatMap((one) => [one, 2 * one, 5 * one]),
  time: [
    15_000,
    30_000,
    ...[1, 2, 5, 15, 30].map((minutes) => minutes * MINUTE),
    ...[1, 2, 6, 12].map((hours) => hours * HOUR),
    ...[1, 2, 4, 7, 14].map((days) => days * DAY),
  ],
};

const AXIS_UNITS = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'min'],
] as const;

/**
 * A length of time beside a line of an axis, in the largest unit that divides the step: a rounded one could be there twice.
 *
 * @param stepMs distance between two lines.
 */
export function axisTime(ms: number, stepMs: number): string {
  const [size, unit] = AXIS_UNITS.find(([each]) => stepMs % each === 0) ?? [1_000, 's'];
  return `${ms / size} ${unit}`;
}

/** A time of day below an axis. Its zone is in the head of the charts. @param stepSeconds distance between two labels. */
export const axisClock = (seconds: number, stepSeconds: number): string =>
  new Date(seconds * 1_000).toLocaleTimeString('en-GB', {
    ...TIME,
    second: stepSeconds % 60 === 0 ? undefined : '2-digit',
  });

export const bytes = (value: number): string =>
  value < 1_024
    ? `${value} bytes`
    : `${(value / 1_024).toLocaleString('en', { maximumFractionDigits: 1 })} KiB`;

/** `dead_lettered` → `dead lettered`. */
export const words = (code: string): string => code.replaceAll('_', ' ');
