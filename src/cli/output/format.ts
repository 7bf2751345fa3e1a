/** Unit, its length in milliseconds, and the shortest time that is shown in it. */
const UNITS = [
  ['days', 86_400_000, 2 * 86_400_000],
  ['h', 3_600_000, 3_600_000],
  ['min', 60_000, 60_000],
  ['s', 1_000, 1_000],
] as const;

/**
 * A length of time: `0 s`, `850 ms`, `2.3 s`, `15 min`, `47 h`, `13 days`. Rounded down, so that no deadline looks later.
 * The page of the console shows times by it, too.
 */
export function duration(ms: number): string {
  if (ms < 1) return '0 s';
  const [unit, size] = UNITS.find(([, , least]) => ms >= least) ?? ['ms', 1];
  const amount = ms / size;
  const parts = amount < 10 && unit !== 'ms' ? 10 : 1;
  return `${Math.floor((ms * parts) / size) / parts} ${unit}`;
}

/** Milliseconds since the epoch as ISO 8601. */
export const iso = (ms: number): string => new Date(ms).toISOString();

/** Milliseconds since the epoch as people read them, with the zone: `2026-09-15 03:20:00 UTC`. */
export const timeOf = (ms: number): string => `${iso(ms).slice(0, 19).replace('T', ' ')} UTC`;

/** The variable with the options that chose the relay, such as `--stage prod`. */
export const RELAY_OPTIONS = 'SIGNUP_RELAY_OPTIONS';

/** A command that can be pasted as it stands: with `npx`, and for the same relay. @param words such as `dlq list`. */
export const commandLine = (
  { env }: { readonly env: Readonly<Record<string, string | undefined>> },
  words: string,
): string => ['npx signup-relay', env[RELAY_OPTIONS], words].filter(Boolean).join(' ');

/** A detail without the beginning that only repeats its reason: `the signup is not valid: …`. */
export const briefDetail = (detail: string): string =>
  detail.replace(/^the (?:signup|event|delivery|request to \w+) is not valid: (?=.)/, '');

/** For a command that ended before its first step on a letter. */
export const INTERRUPTED = 'Interrupted. Nothing was changed.';

/** A hint below results of a reading that did not see the whole queue. */
export const INCOMPLETE =
  'Not all dead letters were seen: another command or function is reading some, or this run was stopped. Try again in a few minutes.';
