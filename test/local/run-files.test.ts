import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeEnvFile } from '../../src/local/run-files.ts';

function aFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signup-relay-env-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return join(folder, 'local.env');
}
const env = { A: 'http://127.0.0.1:1/x', B: 'two words' };

describe('local.env', () => {
  it('holds the variables, readable by its owner only, until it is removed', () => {
    const name = aFile();
    const file = writeEnvFile(env, name);
    expect(parseEnv(readFileSync(name, 'utf8'))).toEqual(env);
    expect(statSync(name).mode % 0o1000).toBe(0o600);
    file?.remove();
    expect(existsSync(name)).toBe(false);
    expect(() => file?.remove()).not.toThrow();
  });

  it('replaces the file of a killed run, and an earlier run does not remove it', () => {
    const name = aFile();
    const first = writeEnvFile({ A: 'old' }, name);
    const second = writeEnvFile(env, name);
    first?.remove();
    expect(parseEnv(readFileSync(name, 'utf8'))).toEqual(env);
    second?.remove();
    expect(existsSync(name)).toBe(false);
  });

  it('leaves a file alone that it did not write, and a folder that cannot be written', () => {
    const name = aFile();
    writeFileSync(name, 'MINE=1\n');
    expect(writeEnvFile(env, name)).toBeUndefined();
    expect(readFileSync(name, 'utf8')).toBe('MINE=1\n');
    expect(writeEnvFile(env, join(name, 'below-a-file'))).toBeUndefined();
  });
});
