import type { AddCommands } from '../command-context.ts';
import { counted } from '../output/format.ts';
import { paint, type Screen } from '../output/table.ts';
import { jsonText, wrap } from '../output/text.ts';
import { type Diagnosis, type DoctorOptions, examine } from './doctor.ts';
import type { Finding } from './finding.ts';

export const addDoctorCommands: AddCommands = (program, { terminal, deployment, finish }) => {
  program
    .command('doctor')
    .summary('name every dangerous setting of the deployment')
    .description(
      'Reads how the relay is deployed, or packaged, and names every dangerous setting: what, why, and what to do. Changes nothing.',
    )
    .option('--template <file>', 'a packaged template; used without --stage as well')
    .option('--no-stores', 'do not ask the shops whether they take their tokens')
    .option('--json', 'print JSON instead of text')
    .addHelpText(
      'after',
      `
Exit codes: 0 nothing dangerous (there may be warnings), 1 a danger, 2 wrong usage.

  npm run package && signup-relay doctor
  signup-relay doctor --stage prod --region eu-west-1
  signup-relay doctor --env local.env`,
    )
    .action(async ({ json, ...options }: DoctorOptions & { readonly json?: boolean }) => {
      const diagnosis = await examine(options, terminal, deployment);
      terminal.print(json === true ? jsonText(diagnosis) : describeDiagnosis(diagnosis, terminal));
      finish(diagnosis.findings.some(({ severity }) => severity === 'danger') ? 1 : 0);
    });
};

/** Every finding with what to do, dangers first; in full, because a cut sentence helps nobody. */
export function describeDiagnosis({ looked, findings, notes }: Diagnosis, screen: Screen): string {
  const dangers = findings.filter(({ severity }) => severity === 'danger').length;
  const warnings = findings.length - dangers;
  const summary =
    findings.length === 0
      ? paint(screen, 'green', 'No findings.')
      : `${counted(dangers, 'danger')}, ${counted(warnings, 'warning')}.`;
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
    wrap(text, width - 9).map((line, at) => (at === 0 ? head.padEnd(9) : ' '.repeat(9)) + line),
  );
  return lines.join('\n');
}
