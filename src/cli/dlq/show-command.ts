import { findLetter } from '../../letters/find-letter.ts';
import { predictLetter } from '../../dead-letters/predict/predict.ts';
import { describeLetter, showJson } from './describe-letter.ts';
import type { AddDlqCommand } from './dlq-commands.ts';
import { openPredicting, openReading } from './open-letters.ts';

interface Options {
  readonly reveal?: boolean;
  readonly json?: boolean;
}

export const addShowCommand: AddDlqCommand = (dlq, context) => {
  dlq
    .command('show')
    .summary('one letter, with the errors beside what they are about')
    .description(
      'Shows one dead letter: what happened to it, its body with the errors that today’s code and configuration find, and what a replay would do. Values are masked.',
    )
    .argument('<id>', 'message id or event id')
    .option('--reveal', 'show the values too: personal data')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  signup-relay dlq show 5f1c6d1e-8f5f-4a0c-9c3b-0d1f6f0f2a77
  signup-relay dlq show pos-101-000042 --reveal

Exit codes: 0 found, 1 no such letter, 2 wrong usage.`,
    )
    .action(async (id: string, { reveal = false, json = false }: Options) => {
      const { terminal, finish } = context;
      const letter = await findLetter(id, openReading(context));
      if (letter === undefined) {
        terminal.complain(
          'No dead letter that can be seen has this id. All of them: signup-relay dlq list',
        );
        finish(1);
        return;
      }
      const prediction = await predictLetter(letter, openPredicting(context));
      const shown = { letter, prediction, reveal };
      terminal.print(
        json ? JSON.stringify(showJson(shown), undefined, 2) : describeLetter(shown, terminal),
      );
      finish(0);
    });
};
