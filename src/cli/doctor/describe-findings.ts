import { paint } from '../paint.ts';
import type { Terminal } from '../terminal.ts';
import { wrapped } from '../wrapped.ts';
import type { Diagnosis } from './doctor.ts';
import type { Finding } from './finding.ts';

type Screen = Pick<Terminal, 'isInteractive' | 'env' | 'columns'>;

/** Every finding with what to do, dangers first; in full, because a cut sentence helps nobody. */
export function describeDiagnosis({ looked, findings, notes }: Diagnosis, screen: Screen): string {
  const dangers = findings.filter(({ severity }) => severity === 'danger').length;
  const warnings = findings.length - dangers;
  const summary =
    findings.length === 0
      ? paint(screen, 'green', 'No findings.')
      : `${count(dangers, 'danger')}, ${count(warnings, 'warning')}.`;
  return [
    `Looked at ${looked}.`,
    ...findings.map((finding) => describeFinding(finding, screen)),
    [summary, ...notes].join('\n'),
  ].join('\n\n');
}

function describeFinding(finding: Finding, screen: Screen): string {
  const { severity, where, what, why, fix } = finding;
  const label = paint(screen, severity === 'danger' ? 'red' : 'yellow', severity.padEnd(9));
  const width = Math.min(Math.max(40, screen.columns), 120);
  const lines = [
    [label, where],
    ['', what],
    ['why', why],
    ['fix', fix],
  ].flatMap(([head = '', text = '']) =>
    wrapped(text, width - 9).map((line, at) => (at === 0 ? head.padEnd(9) : ' '.repeat(9)) + line),
  );
  return lines.join('\n');
}

const count = (amount: number, one: string): string => `${amount} ${one}${amount === 1 ? '' : 's'}`;
