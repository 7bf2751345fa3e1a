import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { AddCommands } from '../cli/command-context.ts';
import type { Deployment } from '../cli/deployment.ts';
import type { Terminal } from '../cli/terminal.ts';
import { UsageError } from '../cli/usage-error.ts';
import { openConsole, type OpenConsole } from './open-console.ts';
import { openContext } from './open-context.ts';

const EXAMPLES = `
Examples:
  npx signup-relay --stage prod console --open
  npx signup-relay --env local.env console

The printed address contains the key of this start. It works once, in the browser that opens it first. Anyone who opens it
before you can replay and discard: do not share it. A console that you stop and start again prints a new address.
The page is served on 127.0.0.1 only. Ctrl-C stops the console; a running replay first finishes the letters it has read.
Exit codes: 0 stopped by Ctrl-C, 2 could not run, or the port is in use.`;

export const addConsoleCommands: AddCommands = (program, { terminal, deployment, finish }) => {
  program
    .command('console')
    .summary('open a local page to watch, inspect and replay')
    .description(
      'Serves a page on this machine: queues over time, outcomes per store, dead letters with dry run, replay and discard, stores with circuit breaker and pace.',
    )
    .option('--port <port>', 'port of the page, 0 for any free one', toPort, 8790)
    .option('--open', 'open the page in the browser')
    .option('--json', 'print {"url"} instead of text')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ConsoleCommandOptions) => {
      finish(await runConsole(options, terminal, deployment()));
    });
};

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Use a number from 0 to 65535.');
}

interface ConsoleCommandOptions {
  readonly port: number;
  readonly open?: boolean;
  readonly json?: boolean;
}

/** Serves the console until Ctrl-C. @throws UsageError a resource is not configured, or the port is in use. */
async function runConsole(
  { port, open = false, json = false }: ConsoleCommandOptions,
  terminal: Terminal,
  deployment: Deployment,
): Promise<number> {
  const opened = await openOnPort(port, terminal, deployment);
  const { signal, print } = terminal;
  if (json) {
    print(JSON.stringify({ url: opened.url }));
  } else {
    print(`The console is at ${opened.url}`);
    print('The address contains the key and works once: do not share it.');
    print('Press Ctrl-C to stop the console.');
  }
  const file = open ? openBrowser(opened.url) : undefined;
  // The open sockets keep the process alive until then.
  if (!signal.aborted) await once(signal, 'abort');
  if (!json) print('Stopping the console.');
  file?.remove();
  await opened.close();
  return 0;
}

const SECRET_BYTES = 32;

async function openOnPort(
  port: number,
  terminal: Terminal,
  deployment: Deployment,
): Promise<OpenConsole> {
  const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');
  try {
    return await openConsole(openContext(deployment, terminal), { port, newSecret });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new UsageError(
      `Port ${port} is in use, perhaps by another console. Choose another port with --port, or 0 for any free one.`,
      { cause: error },
    );
  }
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/**
 * Opens an address that contains a secret. Every user of the machine can read the arguments of a process. So the browser
 * gets a file, which only its owner can read. @returns how to remove the file.
 */
function openBrowser(url: string): { readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'signup-relay-console-'));
  const file = join(folder, 'open.html');
  const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0; url=${url}"><title>signup-relay console</title>\n`;
  writeFileSync(file, page, { mode: 0o600 });
  const [command, ...args] = OPENERS[platform()] ?? ['xdg-open'];
  const opener = spawn(command, [...args, file], { stdio: 'ignore', detached: true });
  // Without a browser, the printed address still works.
  opener.on('error', () => undefined);
  opener.unref();
  return {
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
