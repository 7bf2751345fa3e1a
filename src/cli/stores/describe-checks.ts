import { paint, type Screen, table } from '../output/table.ts';
import { wrap } from '../output/text.ts';
import { harmless } from '../../util/harmless.ts';
import { describeDifferences } from '../probe/describe-probe.ts';
import type { StoreCheck } from './check-store.ts';

const CHECK_COLUMNS = [
  { title: 'store' },
  { title: 'check' },
  { title: 'latency', align: 'right' },
  { title: 'clock', align: 'right' },
  { title: 'result' },
] as const;

/** One row for each store, and below the table the problems in full. */
export function describeChecks(checks: readonly StoreCheck[], screen: Screen): string {
  const rows = checks.map(({ name, ok, result, calls, clockAheadSeconds }) => [
    name,
    ok ? 'ok' : 'failed',
    calls.length === 0 ? '' : `${Math.max(...calls.map(({ durationMs }) => durationMs))} ms`,
    describeClock(clockAheadSeconds),
    ok ? result : 'see below',
  ]);
  const notes = checks.flatMap((check) => [
    ...presetsOn(check, screen),
    ...remarksOn(check, screen),
    ...fetchesOn(check, screen),
    ...changesOn(check, screen),
    ...hooksOn(check),
    ...(check.differences ? describeDifferences(check.name, check.differences, screen) : []),
  ]);
  return [table(CHECK_COLUMNS, rows, screen), ...notes].join('\n\n');
}

/** The presets that the sources name, each in its version. */
function presetsOn({ name, presets = {} }: StoreCheck, screen: Screen): readonly string[] {
  const named = Object.entries(presets).map(([source, preset]) => `${source} (${preset})`);
  if (named.length === 0) return [];
  const lines = wrap(named.join(', '), Math.max(40, screen.columns - 2));
  return [[`${harmless(name)}: presets`, ...lines.map((line) => `  ${harmless(line)}`)].join('\n')];
}

function remarksOn(check: StoreCheck, screen: Screen): readonly string[] {
  const { name, ok, result, mistakes, warnings } = check;
  const lines = [...(ok ? [] : [result]), ...mistakes, ...warnings].map(
    (line) => `  ${harmless(line)}`,
  );
  return lines.length > 0
    ? [[paint(screen, ok ? 'yellow' : 'red', `${harmless(name)}:`), ...lines].join('\n')]
    : [];
}

/** What became of each credential for fetching answers. */
function fetchesOn({ name, fetches }: StoreCheck, screen: Screen): readonly string[] {
  if (fetches === undefined) return [];
  if (fetches.length === 0) return [`${harmless(name)}: no source fetches answers.`];
  const lines = fetches.flatMap(({ source, result, text }) => {
    const [first = '', ...more] = wrap(
      `${source} ${result}: ${text}`,
      Math.max(40, screen.columns - 4),
    );
    const style = result === 'refused' || result === 'unreachable' ? 'red' : 'reset';
    return [
      `  ${paint(screen, style, harmless(first))}`,
      ...more.map((line) => `    ${harmless(line)}`),
    ];
  });
  return [[`${harmless(name)}: credentials for fetching answers.`, ...lines].join('\n')];
}

function hooksOn({ name, hooks }: StoreCheck): readonly string[] {
  if (hooks.length === 0) return [];
  return [
    [
      `${harmless(name)}: webhooks of the shop.`,
      ...hooks.map((line) => `  ${harmless(line)}`),
    ].join('\n'),
  ];
}

/** Rules that changed, each with the line that decides it. */
function changesOn({ name, changes }: StoreCheck, screen: Screen): readonly string[] {
  if (changes.length === 0) return [];
  const lines = changes.flatMap(({ sources, what, line }) => [
    ...wrap(`${sources.join(', ')}: ${what}:`, Math.max(40, screen.columns - 2)).map(
      (text) => `  ${text}`,
    ),
    `    ${harmless(line)}`,
  ]);
  const title = `${harmless(name)}: rules that changed (docs/upgrading.md). Each line goes into the source.`;
  return [[paint(screen, 'yellow', title), ...lines].join('\n')];
}

/** A difference of one second is ignored: the header has whole seconds only. */
function describeClock(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  if (Math.abs(seconds) <= 1) return 'same';
  return `${seconds > 0 ? '+' : ''}${seconds} s`;
}
