import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';

/** Distinguishes our file from a user's own `local.env`. */
const HEAD =
  '# Addresses of the local relay. npm start writes this file and removes it when it ends.';

/** The name that `npm run send` reads by default. */
export const ENV_FILE = 'local.env';

/** Names beyond it, for relays beside another one in the same folder. */
const MOST_FILES = 9;

/** A file with the environment of a local run, for the commands. */
export interface EnvFile {
  readonly name: string;
  /** Removes the file, unless another local run has replaced it. */
  readonly remove: () => void;
}

interface EnvFileOptions {
  readonly name?: string;
  /** @param url base address of webhooks. @returns the process of the relay that answers there. */
  readonly askPid: (url: string) => Promise<number | undefined>;
}

/**
 * Writes `local.env`, readable by its owner only. While the relay of an existing `local.env` runs, the name is
 * `local-2.env`, and so on.
 *
 * @returns undefined if the file cannot be written, or if a file that is not ours has this name.
 */
export async function writeEnvFile(
  env: Readonly<Record<string, string>>,
  { name: first = ENV_FILE, askPid }: EnvFileOptions,
): Promise<EnvFile | undefined> {
  const lines = Object.entries(env).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const text = `${[HEAD, `# Process ${process.pid}.`, ...lines].join('\n')}\n`;
  for (let count = 1; count <= MOST_FILES; count += 1) {
    const name = count === 1 ? first : first.replace(/(?:\.env)?$/, `-${count}.env`);
    try {
      const before = existsSync(name) ? readFileSync(name, 'utf8') : undefined;
      if (before !== undefined) {
        if (!before.startsWith(HEAD)) return undefined;
        if (await isInUse(before, askPid)) continue;
        rmSync(name);
      }
      // Two relays that start at once: the second one takes the next name.
      writeFileSync(name, text, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue;
      return undefined;
    }
    const remove = (): void => {
      if (existsSync(name) && readFileSync(name, 'utf8') === text) rmSync(name);
    };
    return { name, remove };
  }
  return undefined;
}

/** A killed relay leaves its file. Another relay may have its address by now, so the process has to be the same. */
async function isInUse(text: string, askPid: EnvFileOptions['askPid']): Promise<boolean> {
  const [, pid] = /^# Process (\d+)\.$/m.exec(text) ?? [];
  const { PUBLIC_URL: url } = parseEnv(text);
  if (pid === undefined || url === undefined || Number(pid) === process.pid) return false;
  return (await askPid(url)) === Number(pid);
}

/** The log of one local run, in its own temporary folder. */
interface LogFile {
  readonly path: string;
  readonly write: (line: string) => void;
  /** Removes the folder; what is written afterwards is dropped. */
  readonly remove: () => void;
}

const FOLDER = 'signup-relay-run-';

/**
 * Also removes the folders of earlier runs that a signal has killed, or that kept their log after an unexpected outcome.
 *
 * @param echo also receives every line. @param parent where the folder is made.
 */
export function openLogFile(echo?: (line: string) => void, parent = tmpdir()): LogFile {
  removeLeftFolders(parent);
  const path = join(mkdtempSync(join(parent, `${FOLDER}${process.pid}-`)), 'functions.log');
  let file: number | undefined = openSync(path, 'w');
  return {
    path,
    write: (line) => {
      if (file !== undefined) writeSync(file, `${line}\n`);
      echo?.(line);
    },
    remove: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
      rmSync(dirname(path), { recursive: true, force: true });
    },
  };
}

function removeLeftFolders(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid] = new RegExp(`^${FOLDER}(\\d+)-`).exec(name) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // Another user's: it is not ours to remove.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
