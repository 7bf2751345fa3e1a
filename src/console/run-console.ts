import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deployment } from '../cli/deployment.ts';
import type { Terminal } from '../cli/terminal.ts';
import { UsageError } from '../cli/usage-error.ts';
import { openConsole, type OpenConsole } from './open-console.ts';
import { openContext } from './open-context.ts';

export interface ConsoleCommandOptions {
  readonly port: number;
  readonly open?: boolean;
  readonly json?: boolean;
}

/** Serves the console until Ctrl-C. @throws UsageError a place is not set, or the port is in use. */
export async function runConsole(
  { port, open = false, json = false }: ConsoleCommandOptions,
  terminal: Terminal,
  deployment: Deployment,
): Promise<number> {
  const opened = await opens(port, terminal, deployment);
  const { signal, print } = terminal;
  if (json) {
    print(JSON.stringify({ url: opened.url }));
  } else {
    print(`The console is at ${opened.url}`);
    print('The address carries its key: keep it to yourself. Ctrl-C ends it.');
  }
  const file = open ? openBrowser(opened.url) : undefined;
  // The sockets keep the process alive until then.
  if (!signal.aborted) await once(signal, 'abort');
  if (!json) print('Ending.');
  file?.remove();
  await opened.close();
  return 0;
}

const SECRET_BYTES = 32;

async function opens(
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
      `Port ${port} is in use. Is another console open? Name another port with --port, or 0 for any free one.`,
      { cause: error },
    );
  }
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/**
 * Opens an address with a secret in it. By way of a file that only its owner can read: arguments of a process are for
 * everybody on the machine. @returns how to remove the file.
 */
function openBrowser(url: string): { readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'signup-relay-console-'));
  const file = join(folder, 'open.html');
  const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0; url=${url}"><title>signup-relay console</title>\n`;
  writeFileSync(file, page, { mode: 0o600 });
  const [command, ...args] = OPENERS[platform()] ?? ['xdg-open'];
  const opener = spawn(command, [...args, file], { stdio: 'ignore', detached: true });
  // Where there is no browser, the address is printed all the same.
  opener.on('error', () => undefined);
  opener.unref();
  return {
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
