const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its largest fitting unit: `3 d`, `17 h`, `5 min`. */
export function span(ms: number): string {
  if (ms >= 2 * DAY) return `${Math.floor(ms / DAY)} d`;
  if (ms >= HOUR) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.max(0, Math.floor(ms / MINUTE))} min`;
}

/** Milliseconds since the epoch as ISO 8601. */
export const iso = (ms: number): string => new Date(ms).toISOString();

/** `1 letter`, `2 letters`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Nothing in a letter may steer the terminal. */
export const harmless = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ');

/** Said where the queue was not seen as a whole. */
export const INCOMPLETE =
  'Not all of the queue could be seen: other commands or functions have letters in hand, or the run was stopped. Look again in a few minutes.';
