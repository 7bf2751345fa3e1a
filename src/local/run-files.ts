import {
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Distinguishes our file from a user's own `local.env`. */
const HEAD =
  '# Addresses of the local relay. npm start writes this file and removes it when it ends.';

/** A file with the environment of a local run, for the commands. */
export interface EnvFile {
  readonly name: string;
  /** Removes the file, unless another local run has replaced it. */
  readonly remove: () => void;
}

/**
 * Writes `local.env`, readable by its owner only.
 *
 * @returns undefined if the file cannot be written, or if a file that is not ours has this name.
 */
export function writeEnvFile(
  env: Readonly<Record<string, string>>,
  name = 'local.env',
): EnvFile | undefined {
  const lines = Object.entries(env).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const text = `${[HEAD, ...lines].join('\n')}\n`;
  try {
    if (existsSync(name)) {
      if (!readFileSync(name, 'utf8').startsWith(HEAD)) return undefined;
      rmSync(name);
    }
    writeFileSync(name, text, { mode: 0o600, flag: 'wx' });
  } catch {
    return undefined;
  }
  return {
    name,
    remove: () => {
      if (existsSync(name) && readFileSync(name, 'utf8') === text) rmSync(name);
    },
  };
}

/** The log of one local run, in its own temporary folder. */
interface LogFile {
  readonly path: string;
  readonly write: (line: string) => void;
  /** Removes the folder; nothing may be written afterwards. */
  readonly remove: () => void;
}

/** @param echo also receives every line. */
export function openLogFile(echo?: (line: string) => void): LogFile {
  const path = join(mkdtempSync(join(tmpdir(), 'signup-relay-')), 'functions.log');
  const file = openSync(path, 'w');
  return {
    path,
    write: (line) => {
      writeSync(file, `${line}\n`);
      echo?.(line);
    },
    remove: () => {
      rmSync(dirname(path), { recursive: true });
    },
  };
}
