import { exportLetters } from '../../letters/export-letters.ts';
import { openProgress } from '../output/progress.ts';
import { agesFrom } from './ages-from.ts';
import { describeExport } from './describe-written.ts';
import type { AddDlqCommand } from './dlq-commands.ts';
import { closing, createLetterFile } from './letter-file.ts';
import { openReading } from './open-letters.ts';
import { parseSelection, type SelectionOptions } from './selection-options.ts';
import { withSelection } from './with-selection.ts';

interface Options extends SelectionOptions {
  readonly remove?: boolean;
  readonly append?: boolean;
  readonly json?: boolean;
}

export const addExportCommand: AddDlqCommand = (dlq, context) => {
  withSelection(dlq.command('export'))
    .summary('write letters to a file')
    .description(
      'Writes letters to a file, one JSON document a line: body and attributes to the byte. They stay in the queue unless --remove.',
    )
    .argument('<file>', 'is created, readable for you only')
    .option('--remove', 'take them out of the queue, once they are on the disk')
    .option('--append', 'add to a file that is there')
    .addHelpText(
      'after',
      `
Examples:
  signup-relay dlq export letters.jsonl --since 7d
  signup-relay dlq export expiring.jsonl --limit 100 --remove

Exit codes: 0 done, 1 some letters could not be removed or seen, 2 wrong usage.
The file holds personal data.`,
    )
    .action(async (name: string, options: Options) => {
      const { terminal, finish } = context;
      const selection = parseSelection(options, await agesFrom(options, context));
      const sink = createLetterFile(name, options.append === true);
      const bar = openProgress(terminal, 'export', 0);
      const report = await closing(sink, () =>
        exportLetters(
          selection,
          { remove: options.remove === true },
          { ...openReading(context), sink },
          ({ done, total }) => bar.advance(done, total),
        ).finally(bar.end),
      );
      const { left, complete, stopped } = report;
      if (options.json === true) {
        const json = { ...report, left: left.map(({ messageId }) => messageId), file: name };
        terminal.print(JSON.stringify(json, undefined, 2));
      } else terminal.print(describeExport(report, name, options.remove === true));
      finish(left.length === 0 && (complete || stopped === 'limit') ? 0 : 1);
    });
};
