import type { AddCommands } from '../command-context.ts';
import { describeDiagnosis } from './describe-findings.ts';
import { type DoctorOptions, examine } from './doctor.ts';

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
      terminal.print(
        json === true
          ? JSON.stringify(diagnosis, undefined, 2)
          : describeDiagnosis(diagnosis, terminal),
      );
      finish(diagnosis.findings.some(({ severity }) => severity === 'danger') ? 1 : 0);
    });
};
