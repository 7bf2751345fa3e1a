import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { bareEnv } from '../support/bare-env.ts';

it.each([
  ['cli', ['--help']],
  ['cli', ['reasons', '--json']],
  ['cli', ['nosuch']],
  ['send', ['--help']],
  ['local', ['--help']],
])('%s %j ends quietly when the reader of its output has gone', async (door, args) => {
  const child = spawn(process.execPath, [`src/main/${door}.ts`, ...args], {
    env: bareEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  const [said, [code, signal]] = await Promise.all([
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null, string | null]>,
  ]);
  expect(said).not.toMatch(/EPIPE|at .*\.ts/);
  expect({ code, signal }).toEqual({ code: args[0] === 'nosuch' ? 2 : 0, signal: null });
});
