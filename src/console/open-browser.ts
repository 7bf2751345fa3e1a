import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, platform } from 'node:os';
import { join } from 'node:path';

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/**
 * Opens an address with a secret in it. By way of a file that only its owner can read: arguments of a process are for
 * everybody on the machine. @returns how to remove the file.
 */
export function openBrowser(url: string): { readonly remove: () => void } {
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
