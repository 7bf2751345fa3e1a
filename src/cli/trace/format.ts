/** As people read it, in UTC: `2026-09-15 03:20:00`. */
export const timeOf = (ms: number): string =>
  new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

const UNITS = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** `850 ms`, `2.3 s`, `15 min`, `3 days`. */
export function durationOf(ms: number): string {
  const [unit, size] = UNITS.find(([, least]) => ms >= least) ?? ['ms', 1];
  const amount = ms / size;
  const text = String(
    amount < 10 && unit !== 'ms' ? Math.round(amount * 10) / 10 : Math.round(amount),
  );
  return `${text} ${unit}${unit === 'day' && text !== '1' ? 's' : ''}`;
}

/** `1 call`, `2 calls`. */
export const count = (amount: number, one: string): string =>
  `${amount} ${one}${amount === 1 ? '' : 's'}`;

/** Nothing of a log may steer the terminal. */
export const harmless = (text: string): string => text.replaceAll(/\p{C}/gu, '\u{FFFD}');

/** A text in lines of at most this width, as far as its words allow. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of harmless(text).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
