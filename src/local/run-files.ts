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

/** Tells our file from one of the user's own. */
const HEAD =
  '# Where the local run of signup-relay is. Written by npm start, which removes it when it ends.';

/** The variables of a local run in a file, for the commands. */
export interface EnvFile {
  readonly name: string;
  /** Takes it away again, unless another local run has written its own meanwhile. */
  readonly remove: () => void;
}

/**
 * Writes `local.env`, readable for its owner only.
 *
 * @returns undefined where it cannot be written, or a file of this name is somebody else's: it is left alone.
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

/** The log of one local run, in a folder of its own below the system's temporary one. */
interface LogFile {
  readonly path: string;
  readonly write: (line: string) => void;
  /** Takes the folder away again; nothing is written afterwards. */
  readonly remove: () => void;
}

/** @param echo is given every line as well. */
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
