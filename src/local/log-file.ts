import { mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The log of one local run, in a folder of its own below the system's temporary one. */
export interface LogFile {
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
