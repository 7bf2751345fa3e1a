import type { AddCommands } from '../command-context.ts';
import { addDiscardCommand, addExportCommand, addImportCommand } from './move-commands.ts';
import { addListCommand, addShowCommand } from './read-commands.ts';
import { addReplayCommand } from './replay-command.ts';

/** `dlq list | show | replay | discard | export | import`. */
export const addDlqCommands: AddCommands = (program, context) => {
  const dlq = program
    .command('dlq')
    .summary('list, replay, discard, export and import dead letters')
    .description('Lists, replays, discards, exports and imports dead letters.');
  addListCommand(dlq, context);
  addShowCommand(dlq, context);
  addReplayCommand(dlq, context);
  addDiscardCommand(dlq, context);
  addExportCommand(dlq, context);
  addImportCommand(dlq, context);
};
