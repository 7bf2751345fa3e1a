import { UsageError } from '../usage-error.ts';

const UNITS_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `7d`, `12h`, `30m` before now, or a time. @returns milliseconds since the epoch. @throws UsageError it is neither. */
export function parseSince(text: string, now: number): number {
  const [, amount, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (amount !== undefined) return now - Number(amount) * (UNITS_MS[unit] ?? 0);
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new UsageError(`--since takes 7d, 12h, 30m or a time such as 2026-09-15T03:20:00Z.`);
}
