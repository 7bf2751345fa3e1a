import { listLetters } from '../../dead-letters/list.ts';
import { openProgress } from '../output/progress.ts';
import { agesFrom } from './ages-from.ts';
import { describeList, listJson } from './describe-list.ts';
import type { AddDlqCommand } from './dlq-commands.ts';
import { openReading } from './open-letters.ts';
import { parseSelection, type SelectionOptions } from './selection-options.ts';
import { withSelection } from './with-selection.ts';

type Options = SelectionOptions & { readonly json?: boolean };

export const addListCommand: AddDlqCommand = (dlq, context) => {
  withSelection(dlq.command('list'))
    .summary('what waits, by reason, store and source')
    .description(
      'Shows the dead letters by reason, store and source; what expires first is on top. Looking takes letters for a moment and puts them back.',
    )
    .addHelpText(
      'after',
      `
Examples:
  signup-relay dlq list
  signup-relay dlq list --store tw-main --since 3d
  signup-relay dlq list --reason rejected,contact_taken --json

Exit codes: 0 all of the queue was seen, 1 not all of it, 2 wrong usage.`,
    )
    .action(async (options: Options) => {
      const { terminal, finish } = context;
      const bar = openProgress(terminal, 'read', 0);
      const list = await listLetters(
        parseSelection(options, await agesFrom(options, context)),
        openReading(context),
        ({ done, total }) => bar.advance(done, total),
      ).finally(bar.end);
      if (options.json === true) terminal.print(JSON.stringify(listJson(list), undefined, 2));
      else terminal.print(describeList(list, terminal));
      finish(list.complete ? 0 : 1);
    });
};
