import type { Command } from 'commander';
import type { Deployment } from './deployment.ts';
import type { Terminal } from './terminal.ts';

/** The dependencies of a command. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** The relay of options and environment, opened at the first call. */
  readonly deployment: () => Deployment;
  /** Sets the exit code: 0 done, 1 done with problems. For 2, wrong usage, throw `UsageError`. */
  readonly finish: (code: number) => void;
}

/** The option `--json`. */
export interface OutputOptions {
  readonly json?: boolean;
}

/** Adds the commands of one subject to the program. */
export type AddCommands = (program: Command, context: CommandContext) => void;

/** Adds one command to `dlq`. */
export type AddDlqCommand = (dlq: Command, context: CommandContext) => void;
