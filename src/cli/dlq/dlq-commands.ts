import type { Command } from 'commander';
import type { AddCommands, CommandContext } from '../command-context.ts';
import { addDiscardCommand } from './discard-command.ts';
import { addExportCommand } from './move-commands.ts';
import { addImportCommand } from './import-command.ts';
import { addListCommand } from './read-commands.ts';
import { addReplayCommand } from './replay-command.ts';
import { addShowCommand } from './show-command.ts';

/** Adds one command to `dlq`. */
export type AddDlqCommand = (dlq: Command, context: CommandContext) => void;

/** `dlq list | show | replay | discard | export | import`. */
export const addDlqCommands: AddCommands = (program, context) => {
  const dlq = program
    .command('dlq')
    .summary('look at dead letters, replay, discard, export and import them')
    .description('Looks at dead letters, replays, discards, exports and imports them.');
  addListCommand(dlq, context);
  addShowCommand(dlq, context);
  addReplayCommand(dlq, context);
  addDiscardCommand(dlq, context);
  addExportCommand(dlq, context);
  addImportCommand(dlq, context);
};
