import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLogFile, writeEnvFile } from '../../src/local/run-files.ts';

function aFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signup-relay-env-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return join(folder, 'local.env');
}
const env = { PUBLIC_URL: 'http://localhost:1', B: 'two words' };
const askPid = async (): Promise<undefined> => undefined;
const write = (values: Readonly<Record<string, string>>, name: string) =>
  writeEnvFile(values, { name, askPid });

describe('local.env', () => {
  it('holds the variables, readable by its owner only, until it is removed', async () => {
    const name = aFile();
    const file = await write(env, name);
    expect(parseEnv(readFileSync(name, 'utf8'))).toEqual(env);
    expect(statSync(name).mode % 0o1000).toBe(0o600);
    file?.remove();
    expect(existsSync(name)).toBe(false);
    expect(() => file?.remove()).not.toThrow();
  });

  it('replaces the file of a killed run, and an earlier run does not remove it', async () => {
    const name = aFile();
    const first = await write({ A: 'old' }, name);
    const second = await write(env, name);
    first?.remove();
    expect(parseEnv(readFileSync(name, 'utf8'))).toEqual(env);
    second?.remove();
    expect(existsSync(name)).toBe(false);
  });

  it('never touches the file of a relay that runs, and takes the next name', async () => {
    const name = aFile();
    await write(env, name);
    const text = readFileSync(name, 'utf8').replace(/Process \d+/, 'Process 4711');
    writeFileSync(name, text);
    const asked: string[] = [];
    const beside = await writeEnvFile(
      { A: 'new' },
      {
        name,
        askPid: async (url) => {
          asked.push(url);
          return 4711;
        },
      },
    );
    expect(asked).toEqual(['http://localhost:1']);
    expect(beside?.name).toBe(name.replace('.env', '-2.env'));
    beside?.remove();
    expect(readFileSync(name, 'utf8')).toBe(text);
    // Another relay has the address of the killed one.
    const third = await writeEnvFile({ A: 'new' }, { name, askPid: async () => 4712 });
    expect(third?.name).toBe(name);
  });

  it('leaves a file alone that it did not write, and a folder that cannot be written', async () => {
    const name = aFile();
    writeFileSync(name, 'MINE=1\n');
    expect(await write(env, name)).toBeUndefined();
    expect(readFileSync(name, 'utf8')).toBe('MINE=1\n');
    expect(await write(env, join(name, 'below-a-file'))).toBeUndefined();
  });
});

describe('the log of a run', () => {
  it('is removed with its folder, also that of a run that was killed', () => {
    const parent = dirname(aFile());
    const killed = join(parent, 'signup-relay-run-999999999-abc');
    const theirs = join(parent, 'signup-relay-run-notes');
    mkdirSync(killed);
    mkdirSync(theirs);
    const log = openLogFile(undefined, parent);
    log.write('a line');
    expect(readFileSync(log.path, 'utf8')).toBe('a line\n');
    log.remove();
    expect(() => log.write('late')).not.toThrow();
    expect(readdirSync(parent)).toEqual(['signup-relay-run-notes']);
  });
});
