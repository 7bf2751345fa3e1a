import type { Command } from 'commander';
import type { LetterReason, Selection } from '../../dead-letters/letter.ts';
import { REASONS } from '../../event/errors.ts';
import { UsageError } from '../usage-error.ts';

/** The options that select letters, as given. */
export interface SelectionOptions {
  readonly reason?: readonly string[];
  readonly store?: readonly string[];
  readonly source?: readonly string[];
  readonly id?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly limit?: string;
}

/** @param now milliseconds since the epoch; ages count from it. @throws UsageError */
export function parseSelection(options: SelectionOptions, now: number): Selection {
  const { reason, store, source, id, since, until, limit } = options;
  return {
    ...(reason && { reasons: reason.map(parseReason) }),
    ...(store && { stores: store }),
    ...(source && { sources: source }),
    ...(id && { ids: id }),
    ...(since !== undefined && { since: parseTime('--since', since, now) }),
    ...(until !== undefined && { until: parseTime('--until', until, now) }),
    ...(limit !== undefined && { limit: parseCount('--limit', limit, 1) }),
  };
}

/** The options that say which letters; a limit only says how many. */
const FILTERS = ['reason', 'store', 'source', 'id', 'since', 'until'] as const;

/** Whether an option says which letters are meant. */
export const isFiltered = (options: SelectionOptions): boolean =>
  FILTERS.some((name) => options[name] !== undefined);

/**
 * Makes sure that every letter is meant where no option says which.
 *
 * @throws UsageError the command would change all letters without `--all`, or `--all` contradicts a filter.
 */
export function requireFilter(
  options: SelectionOptions & { readonly all?: boolean; readonly execute?: boolean },
): void {
  if (options.all === true && isFiltered(options)) {
    throw new UsageError('Use either --all or options that select letters, not both.');
  }
  if (options.execute !== true || options.all === true || isFiltered(options)) return;
  throw new UsageError(
    'Nothing was changed: no option selects letters, so --execute would take every dead letter. Add --all if that is meant, or one of --reason, --store, --source, --id, --since, --until.',
  );
}

/** The option `--all`. */
export const ALL_OPTION = [
  '--all',
  'with --execute: every dead letter, where no other option selects some',
] as const;

/** Collects an option that can be repeated or hold several values with commas between them. */
export const collect = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(',').flatMap((one) => one.trim() || []),
];

const KNOWN: readonly LetterReason[] = [...REASONS, 'crashed'];

function parseReason(text: string): LetterReason {
  const found = KNOWN.find((reason) => reason === text);
  if (found !== undefined) return found;
  throw new UsageError(`--reason takes one of: ${KNOWN.join(', ')}.`);
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function parseTime(option: string, text: string, now: number): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (UNITS[unit] ?? 0);
  const ms = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new UsageError(
    `${option} takes an age such as 2h or 3d, a day such as 2026-09-15, or a time such as 2026-09-15T03:20:00Z.`,
  );
}

/** A whole number of at least `least`. @throws UsageError */
export function parseCount(option: string, text: string, least: number): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least) return count;
  throw new UsageError(`${option} takes a whole number of at least ${least}.`);
}

/** A number above zero. @throws UsageError */
export function parseRate(text: string): number {
  const rate = /^\d{1,6}(?:\.\d+)?$/.test(text) ? Number(text) : 0;
  if (rate > 0) return rate;
  throw new UsageError('--rate takes messages per second, such as 50 or 0.5.');
}

/** Adds the options that select letters. */
export const withSelection = (command: Command): Command =>
  command
    .option(
      '--reason <reasons>',
      'only these reasons; repeat the option, or separate them with commas',
      collect,
    )
    .option('--store <stores>', 'only letters for these stores', collect)
    .option('--source <sources>', 'only events of these sources', collect)
    .option(
      '--id <ids>',
      'only these event ids or message ids; 8 characters of a message id are enough',
      collect,
    )
    .option('--since <time>', 'dead letters since then: 2h, 3d, 2026-09-15, 2026-09-15T03:20:00Z')
    .option('--until <time>', 'dead letters before then')
    .option('--limit <count>', 'at most this many; the first to expire come first')
    .option('--json', 'print JSON instead of tables');
