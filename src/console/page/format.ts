import { duration } from '../../cli/output/format.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const ago = (at: number, now: number): string => `${duration(now - at)} ago`;

export const timeLeft = (at: number, now: number): string =>
  at <= now ? 'expired' : `in ${duration(at - now)}`;

/** The time of day in the browser's time zone. */
export const clock = (at: number): string =>
  new Date(at).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });

export const dateAndClock = (at: number): string =>
  new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export const bytes = (value: number): string =>
  value < 1_024
    ? `${value} bytes`
    : `${(value / 1_024).toLocaleString('en', { maximumFractionDigits: 1 })} KiB`;

/** `dead_lettered` → `dead lettered`. */
export const words = (code: string): string => code.replaceAll('_', ' ');
