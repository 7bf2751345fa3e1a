import type { AddCommands } from '../command-context.ts';
import { paint, type Screen } from '../output/table.ts';
import { wrap } from '../output/text.ts';
import { jsonText } from '../../util/harmless.ts';
import { UsageError } from '../usage-error.ts';
import { REASON_TEXTS, type ReasonText } from './reason-texts.ts';

export const addReasonsCommands: AddCommands = (program, { terminal }) => {
  program
    .command('reasons')
    .summary('explain the reasons of dead letters')
    .description(
      'Explains each reason of dead letters: its meaning, what to do, and how to replay.',
    )
    .argument('[codes...]', 'only these reasons')
    .option('--json', 'print JSON instead of text')
    .addHelpText(
      'after',
      '\n  npx signup-relay reasons\n  npx signup-relay reasons unauthorized contact_taken',
    )
    .action((codes: readonly string[], { json }: { readonly json?: boolean }) => {
      const reasons = selectReasons(codes);
      terminal.print(json === true ? jsonText({ reasons }) : describeReasons(reasons, terminal));
    });
};

function selectReasons(codes: readonly string[]): readonly ReasonText[] {
  const unknown = codes.filter((code) => !REASON_TEXTS.some((one) => one.code === code));
  if (unknown.length > 0) {
    const known = REASON_TEXTS.map(({ code }) => code).join(', ');
    throw new UsageError(`Unknown reason: ${unknown.join(', ')}. Known reasons: ${known}.`);
  }
  return codes.length === 0
    ? REASON_TEXTS
    : REASON_TEXTS.filter(({ code }) => codes.includes(code));
}

const INDENT = 12;

/** One block for each reason: the sentences are too long for a table. */
function describeReasons(reasons: readonly ReasonText[], screen: Screen): string {
  const width = Math.min(Math.max(40, screen.columns), 110) - INDENT;
  const blocks = reasons.map(({ code, meaning, whatToDo, howToReplay }) => {
    const lines = [
      ['  meaning', meaning],
      ['  to do', whatToDo],
      ['  replay', howToReplay],
    ].flatMap(([label = '', text = '']) =>
      wrap(text.replaceAll('`', '').replaceAll('**', ''), width).map(
        (line, at) => (at === 0 ? label : '').padEnd(INDENT) + line,
      ),
    );
    return [paint(screen, 'bold', code), ...lines].join('\n');
  });
  return blocks.join('\n\n');
}
