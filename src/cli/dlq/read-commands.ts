import { commandLine, INTERRUPTED } from '../output/format.ts';
import { jsonText } from '../../util/harmless.ts';
import { findLetter, listLetters } from '../../dead-letters/list.ts';
import { openQueueClock } from '../../dead-letters/reading/queue-clock.ts';
import { predictLetter } from '../../dead-letters/predict/predict.ts';
import { printJson } from '../output/json.ts';
import { openProgress } from '../output/progress.ts';
import { describeLetter, showJson } from './describe-letter.ts';
import { describeList, listJson } from './describe-list.ts';
import type { AddDlqCommand } from '../command-context.ts';
import type { Terminal } from '../terminal.ts';
import { openPredicting, openReading } from './open-letters.ts';
import { refuseUnknown, refuseUnknownAmong } from './unknown-names.ts';
import { parseSelection, type SelectionOptions, withSelection } from './selection-options.ts';

type ListOptions = SelectionOptions & { readonly json?: boolean };

export const addListCommand: AddDlqCommand = (dlq, context) => {
  withSelection(dlq.command('list'))
    .summary('count dead letters by reason, store and source')
    .description(
      'Counts dead letters by reason, store and source. The reason with most letters is on top. Reading hides the letters from other commands for a moment.',
    )
    .addHelpText(
      'after',
      `
Examples:
  npx signup-relay --stage prod dlq list
  npx signup-relay --stage prod dlq list --store tw-main --since 3d
  npx signup-relay --stage prod dlq list --reason rejected,contact_taken --json

Exit codes: 0 all letters were seen, 1 some were not, 2 could not run.`,
    )
    .action(async (options: ListOptions) => {
      const { terminal, finish } = context;
      const reading = openReading(context);
      const { now } = await openQueueClock(reading);
      const selection = parseSelection(options, now());
      await refuseUnknownAmong(selection, context);
      const bar = openProgress(terminal, 'read', 0);
      const list = await listLetters(selection, reading, ({ done, total }) =>
        bar.advance(done, total),
      ).finally(bar.end);
      if (list.total === 0) await refuseUnknown(selection, context);
      if (options.json === true) printJson(terminal, listJson(list));
      else terminal.print(describeList(list, { ...terminal, now }));
      finish(list.complete ? 0 : 1);
    });
};

/** For an id that no letter has, as far as the command came. */
export const noSuchLetter = ({ signal, env }: Pick<Terminal, 'signal' | 'env'>): string =>
  signal.aborted
    ? INTERRUPTED
    : `No dead letter with this id was found. To see all: ${commandLine({ env }, 'dlq list')}`;

interface ShowOptions {
  readonly reveal?: boolean;
  readonly json?: boolean;
}

export const addShowCommand: AddDlqCommand = (dlq, context) => {
  dlq
    .command('show')
    .summary('show one letter, with its errors in the body')
    .description(
      'Shows one dead letter: its history, its body with the errors beside the fields, and what a replay would do. Values are masked.',
    )
    .argument('<id>', 'event id, message id, or the first 8 characters of it')
    .option('--reveal', 'show values: personal data')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  npx signup-relay --stage prod dlq show 5f1c6d1e-8f5f-4a0c-9c3b-0d1f6f0f2a77
  npx signup-relay --stage prod dlq show pos-101-000042 --reveal

Exit codes: 0 found, 1 not found, 2 could not run.`,
    )
    .action(async (id: string, { reveal = false, json = false }: ShowOptions) => {
      const { terminal, finish } = context;
      const reading = openReading(context);
      const { now } = await openQueueClock(reading);
      const bar = openProgress(terminal, 'read', 0);
      const letter = await findLetter(id, reading, ({ done, total }) =>
        bar.advance(done, total),
      ).finally(bar.end);
      if (letter === undefined) {
        terminal.complain(noSuchLetter(terminal));
        finish(1);
        return;
      }
      const prediction = await predictLetter(letter, openPredicting(context));
      const shown = { letter, prediction, reveal };
      terminal.print(
        json ? jsonText(showJson(shown)) : describeLetter(shown, { ...terminal, now }),
      );
      finish(0);
    });
};
