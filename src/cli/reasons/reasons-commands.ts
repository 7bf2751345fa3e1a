import type { AddCommands } from '../command-context.ts';
import { UsageError } from '../usage-error.ts';
import { describeReasons } from './describe-reasons.ts';
import { REASON_TEXTS, type ReasonText } from './reason-texts.ts';

export const addReasonsCommands: AddCommands = (program, { terminal }) => {
  program
    .command('reasons')
    .summary('what the reasons of dead letters mean, and what to do')
    .description('Says what each reason of a dead letter means, what to do, and how to replay.')
    .argument('[codes...]', 'only these')
    .option('--json', 'print JSON instead of text')
    .addHelpText(
      'after',
      '\n  signup-relay reasons\n  signup-relay reasons unauthorized contact_taken',
    )
    .action((codes: readonly string[], { json }: { readonly json?: boolean }) => {
      const reasons = pick(codes);
      terminal.print(
        json === true
          ? JSON.stringify({ reasons }, undefined, 2)
          : describeReasons(reasons, terminal),
      );
    });
};

function pick(codes: readonly string[]): readonly ReasonText[] {
  const unknown = codes.filter((code) => !REASON_TEXTS.some((one) => one.code === code));
  if (unknown.length > 0) {
    const known = REASON_TEXTS.map(({ code }) => code).join(', ');
    throw new UsageError(`There is no reason ${unknown.join(', ')}. There are: ${known}.`);
  }
  return codes.length === 0
    ? REASON_TEXTS
    : REASON_TEXTS.filter(({ code }) => codes.includes(code));
}
