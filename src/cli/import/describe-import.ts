import { counted, grouped } from '../../util/counted.ts';
import { harmless } from '../../util/harmless.ts';
import { paint, type Screen, table } from '../output/table.ts';
import { columnOf, isStated, type Mapping } from './mapping.ts';
import type { SendEnd } from './send-rows.ts';
import type { Counts } from './tally.ts';

/** What the command did, for the output. Names no person. */
export interface PeopleReport {
  readonly mode: 'dry run' | 'import' | 'comparison';
  readonly store: string;
  readonly file: string;
  readonly encoding: string;
  readonly mapping: Mapping;
  readonly header: readonly string[];
  readonly counts: Counts;
  /** Rows with a result. */
  readonly rows: number;
  /** Rows of the file; absent if it was not read to its end. */
  readonly total?: number;
  readonly end: SendEnd;
  readonly results: string;
  /** The command for the next step. */
  readonly next?: string;
  readonly notes: readonly string[];
}

export function describePeople(report: PeopleReport, screen: Screen): string {
  const { counts, notes, next } = report;
  return [
    headline(report, screen),
    ...(report.mode === 'comparison' ? [] : [describeMapping(report, screen)]),
    ...(report.rows > 0 ? [describeTotals(report, screen)] : []),
    ...list('Not used, by path and rule:', withReasons(counts.leftOut)),
    ...list('The shop has no place for:', counts.unheld),
    ...list('Different in the shop, by parameter:', counts.different),
    ...notes,
    ...(report.rows > 0
      ? [`Every row is in ${report.results}. It holds personal data: only you can read it.`]
      : []),
    ...(next === undefined ? [] : [next]),
  ].join('\n\n');
}

function headline({ mode, store, file, rows, total, end }: PeopleReport, screen: Screen): string {
  const of =
    total === undefined || total === rows
      ? counted(rows, 'row')
      : `${grouped(rows)} of ${counted(total, 'row')}`;
  if (mode === 'dry run' && end === 'done')
    return `Dry run: ${of} of ${file} for store ${store}, nothing was sent.`;
  if (mode === 'comparison' && end === 'done')
    return `Compared ${of} of ${file} with the shop of ${store}. Nothing was changed.`;
  if (mode !== 'import') return `Interrupted after ${of}. Nothing was changed.`;
  if (end === 'done')
    return paint(screen, 'green', `Imported ${file} into ${store}: ${of} have an outcome.`);
  const why =
    end === 'interrupted'
      ? 'Interrupted.'
      : 'The log has said nothing for 75 minutes about the rows that are on the queue.';
  return paint(screen, 'yellow', `${why} ${of} have an outcome.`);
}

function describeMapping({ mapping, header, encoding }: PeopleReport, screen: Screen): string {
  const rows = Object.entries(mapping.fields).map(([path, field]) => [
    path,
    columnOf(field) ?? '(the whole file)',
    isStated(field)
      ? field.state
      : typeof field === 'string'
        ? ''
        : answersOf(field.granted ?? [], field.denied ?? []),
  ]);
  const used = new Set(Object.values(mapping.fields).map(columnOf));
  const unused = header.filter((column) => !used.has(column));
  const columns = [
    { title: 'field', isWhole: true },
    { title: 'column' },
    { title: 'answers' },
  ] as const;
  const rest =
    unused.length === 0
      ? []
      : [
          harmless(
            `Columns without a field: ${unused.slice(0, 60).join(', ')}${unused.length > 60 ? `, and ${grouped(unused.length - 60)} more` : ''}`,
          ),
        ];
  return [`Read as ${encoding}.`, table(columns, rows, screen), ...rest].join('\n');
}

const answersOf = (granted: readonly string[], denied: readonly string[]): string =>
  [['granted', granted] as const, ['denied', denied] as const]
    .filter(([, words]) => words.length > 0)
    .map(
      ([state, words]) =>
        `${state}: ${words.slice(0, 3).join(', ')}${words.length > 3 ? ', …' : ''}`,
    )
    .join('; ');

/** In the order of the output. */
const RESULTS: readonly string[] = [
  'created',
  'updated',
  'unchanged',
  'skipped',
  'same',
  'different',
  'missing',
  'refused',
  'dead_lettered',
];

function describeTotals({ counts, mode }: PeopleReport, screen: Screen): string {
  const names = Object.keys(counts.results).toSorted(
    (a, b) => RESULTS.indexOf(a) - RESULTS.indexOf(b),
  );
  const rows = names.flatMap((name): (readonly string[])[] => {
    const reasons = counts.reasons.filter(({ result }) => result === name);
    const all = grouped(counts.results[name] ?? 0);
    if (reasons.length === 0) return [[wordsOf(name), all, '', '']];
    return reasons.map(({ reason, rows: count, line, detail = '' }) => [
      wordsOf(name),
      grouped(count),
      reason,
      `${line === undefined ? '' : `line ${grouped(line)}: `}${detail}`,
    ]);
  });
  const columns = [
    { title: mode === 'dry run' ? 'would be' : 'result' },
    { title: 'rows', align: 'right' as const },
    { title: 'reason', isWhole: true as const },
    { title: 'the first one' },
  ];
  return table(columns, rows, screen);
}

const wordsOf = (result: string): string => (result === 'dead_lettered' ? 'dead letter' : result);

/** Rules that only imports have, and what they mean. The relay's own are in `docs/left-out.md`. */
const RULE_TEXTS: Readonly<Record<string, string>> = {
  shop_is_newer: "the shop's record is newer",
  no_date: 'a yes without a date of its own',
  future_date: 'a yes of the future',
  unclear: 'the answer is in no list',
};

const withReasons = (counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(counts).map(([name, count]) => {
      const text = RULE_TEXTS[/\((\w+)\)$/.exec(name)?.[1] ?? ''];
      return [text === undefined ? name : `${name}: ${text}`, count];
    }),
  );

function list(title: string, counts: Readonly<Record<string, number>>): readonly string[] {
  const all = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  if (all.length === 0) return [];
  const lines = all.slice(0, 10).map(([name, count]) => `  ${grouped(count)}  ${harmless(name)}`);
  const more = all.length > 10 ? [`  … and ${all.length - 10} more`] : [];
  return [[title, ...lines, ...more].join('\n')];
}

/** The same as JSON. */
export function importJson(report: PeopleReport): object {
  const { mode, store, file, encoding, mapping, counts, rows, total, end, results } = report;
  return { mode, store, file, encoding, mapping, counts, rows, total, end, results };
}
