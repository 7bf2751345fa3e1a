export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `45 s`, `3 min`, `2 h 5 min`, `13 d 4 h`. */
export function duration(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / 1_000))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return both(ms, HOUR, 'h', MINUTE, 'min');
  return both(ms, DAY, 'd', HOUR, 'h');
}

function both(ms: number, large: number, one: string, small: number, other: string): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${one}${rest > 0 ? ` ${rest} ${other}` : ''}`;
}

export const ago = (at: number, now: number): string => `${duration(now - at)} ago`;

export const timeLeft = (at: number, now: number): string =>
  at <= now ? 'expired' : `in ${duration(at - now)}`;

export const count = (value: number): string => value.toLocaleString('en');

/** `1 letter`, `1,200 letters`. */
export const letters = (value: number): string =>
  `${count(value)} ${value === 1 ? 'letter' : 'letters'}`;

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
