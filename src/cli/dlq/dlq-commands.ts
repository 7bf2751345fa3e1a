import type { AddCommands } from '../command-context.ts';
import { addCorrectCommand } from './correct-command.ts';
import { addDiscardCommand, addExportCommand, addImportCommand } from './move-commands.ts';
import { addListCommand, addShowCommand } from './read-commands.ts';
import { addReplayCommand } from './replay-command.ts';

/** `dlq list | show | correct | replay | discard | export | import`. */
export const addDlqCommands: AddCommands = (program, context) => {
  const dlq = program
    .command('dlq')
    .summary('list, correct, replay, discard, export and import dead letters')
    .description('Lists, corrects, replays, discards, exports and imports dead letters.');
  addListCommand(dlq, context);
  addShowCommand(dlq, context);
  addCorrectCommand(dlq, context);
  addReplayCommand(dlq, context);
  addDiscardCommand(dlq, context);
  addExportCommand(dlq, context);
  addImportCommand(dlq, context);
};
