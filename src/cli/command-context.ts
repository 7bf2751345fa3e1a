import type { Command } from 'commander';
import type { Deployment } from './deployment.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** The relay that the options and the environment name; opened when the first command asks for it. */
  readonly deployment: () => Deployment;
  /** Sets the exit code: 0 done, 1 done with something to look at, 2 (by throwing `UsageError`) not carried out. */
  readonly finish: (code: number) => void;
}

/** Adds the commands of one subject to the program. */
export type AddCommands = (program: Command, context: CommandContext) => void;

/** Adds one command to `dlq`. */
export type AddDlqCommand = (dlq: Command, context: CommandContext) => void;
