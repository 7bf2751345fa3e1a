import { paint } from '../paint.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../terminal.ts';
import type { StoreCheck } from './check-store.ts';

type Screen = Pick<Terminal, 'isInteractive' | 'env' | 'columns'>;

const COLUMNS = [
  { title: 'store' },
  { title: 'check' },
  { title: 'latency', align: 'right' },
  { title: 'clock', align: 'right' },
  { title: 'result' },
] as const;

/** One line per store, and below what to look at, in full. */
export function describeChecks(checks: readonly StoreCheck[], screen: Screen): string {
  const rows = checks.map(({ name, ok, result, calls, clockAheadSeconds }) => [
    name,
    ok ? 'ok' : 'failed',
    calls.length === 0 ? '' : `${Math.max(...calls.map(({ durationMs }) => durationMs))} ms`,
    clockWords(clockAheadSeconds),
    ok ? result : 'see below',
  ]);
  const remarks = checks.flatMap((check) => remarksOn(check, screen));
  return [table(COLUMNS, rows, screen), ...remarks].join('\n\n');
}

function remarksOn(check: StoreCheck, screen: Screen): readonly string[] {
  const { name, ok, result, mistakes, warnings } = check;
  const lines = [...(ok ? [] : [result]), ...mistakes, ...warnings].map((line) => `  ${line}`);
  return lines.length > 0
    ? [[paint(screen, ok ? 'yellow' : 'red', `${name}:`), ...lines].join('\n')]
    : [];
}

/** A difference of a second says nothing: the header knows no smaller part. */
function clockWords(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  if (Math.abs(seconds) <= 1) return 'same';
  return `${seconds > 0 ? '+' : ''}${seconds} s`;
}
