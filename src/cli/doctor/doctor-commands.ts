import type { AddCommands } from '../command-context.ts';
import { commandLine } from '../output/format.ts';
import { counted } from '../../util/counted.ts';
import { paint, type Screen } from '../output/table.ts';
import { wrap } from '../output/text.ts';
import { jsonText } from '../../util/harmless.ts';
import { type Diagnosis, type DoctorOptions, examine } from './doctor.ts';
import type { Finding } from './finding.ts';

export const addDoctorCommands: AddCommands = (program, { terminal, deployment, finish }) => {
  program
    .command('doctor')
    .summary('find dangerous settings of the deployment')
    .description(
      'Checks the settings of the deployed or packaged relay. For each dangerous one it shows what is wrong, why, and the fix. Changes nothing.',
    )
    .option('--template <file>', 'check this packaged template instead of a stack')
    .option('--no-stores', 'do not test the tokens of the shops')
    .option('--json', 'print JSON instead of text')
    .addHelpText(
      'after',
      `
Exit codes: 0 no danger (warnings are possible), 1 a danger, 2 could not run.

  npm run package && npx signup-relay doctor
  npx signup-relay doctor --stage prod --region eu-west-1
  npx signup-relay doctor --env local.env`,
    )
    .action(async ({ json, ...options }: DoctorOptions & { readonly json?: boolean }) => {
      const diagnosis = await examine(options, terminal, deployment);
      terminal.print(json === true ? jsonText(diagnosis) : describeDiagnosis(diagnosis, terminal));
      finish(diagnosis.findings.some(({ severity }) => severity === 'danger') ? 1 : 0);
    });
};

/** Every finding in full, dangers first. No table: a cut sentence does not help. */
export function describeDiagnosis({ looked, findings, notes }: Diagnosis, screen: Screen): string {
  const dangers = findings.filter(({ severity }) => severity === 'danger').length;
  const warnings = findings.length - dangers;
  const summary =
    findings.length === 0
      ? paint(screen, 'green', 'No findings.')
      : `${counted(dangers, 'danger')}, ${counted(warnings, 'warning')}.`;
  return [
    `Checked ${looked}.`,
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
    ['fix', fix.replaceAll(': signup-relay ', `: ${commandLine(screen, '')} `)],
  ].flatMap(([head = '', text = '']) =>
    wrap(text, width - 9).map((line, at) => (at === 0 ? head.padEnd(9) : ' '.repeat(9)) + line),
  );
  return lines.join('\n');
}
