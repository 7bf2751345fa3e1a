import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'signup-relay-launcher-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('runs as the package says in `bin`, from any folder', () => {
  const launcher = new URL('../../bin/signup-relay.js', import.meta.url).pathname;
  const help = execFileSync(process.execPath, [launcher, '--help'], { cwd: '/', encoding: 'utf8' });
  expect(help).toContain('explain');
});

/** The repository as Git has it, without what is generated. */
function aCheckout(name: string, packages = resolve('node_modules')): string {
  const checkout = join(folder, name);
  for (const path of ['bin', 'presets', 'schemas', 'scripts', 'package.json'])
    cpSync(path, join(checkout, path), { recursive: true });
  if (packages !== '') symlinkSync(packages, join(checkout, 'node_modules'));
  return checkout;
}

function run(checkout: string, file: string, flags: readonly string[] = []) {
  const args = [...flags, join(checkout, file)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('what is generated', () => {
  it('is made where it is missing, half made, or older than the schemas, and else left alone', () => {
    const checkout = aCheckout('generated');
    const made = join(checkout, 'src/generated/validators.js');
    expect(run(checkout, 'scripts/ready.js')).toEqual({ status: 0, stdout: '', stderr: '' });
    const { mtimeMs } = statSync(made);
    run(checkout, 'scripts/ready.js');
    expect(statSync(made).mtimeMs).toBe(mtimeMs);
    rmSync(join(checkout, 'src/generated/made-of'));
    rmSync(made);
    run(checkout, 'scripts/ready.js');
    expect(existsSync(made)).toBe(true);
    appendFileSync(join(checkout, 'schemas/store.schema.json'), '\n');
    const { mtimeMs: before } = statSync(made);
    run(checkout, 'scripts/ready.js');
    expect(statSync(made).mtimeMs).toBeGreaterThan(before);
  });
});

describe('one sentence', () => {
  const OLD = [
    '--import',
    'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})',
  ];
  const sentence =
    'signup-relay needs Node.js 24, and this is 20.1.0: install Node.js 24, then run npm ci again.\n';

  it('says that Node.js is too old, where npm ci brings no other', () => {
    const checkout = aCheckout('old', '');
    expect(run(checkout, 'scripts/ready.js', OLD)).toEqual({
      status: 1,
      stdout: '',
      stderr: sentence,
    });
    expect(run(checkout, 'bin/signup-relay.js', OLD)).toEqual({
      status: 2,
      stdout: '',
      stderr: sentence,
    });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'lets the newer Node.js of npm ci end in order after %s, and has its exit code',
    async (signal, code) => {
      const checkout = aCheckout(signal, '');
      mkdirSync(join(checkout, 'node_modules/.bin'), { recursive: true });
      const node = join(checkout, 'node_modules/.bin/node');
      const script = `process.once('${signal}', () => setTimeout(() => { console.log('said'); process.exit(${code}); }, 200));
        setInterval(() => {}, 1000); console.log('ready');`;
      writeFileSync(node, `#!${process.execPath}\n${script}`, { mode: 0o700 });
      const child = spawn(process.execPath, [...OLD, join(checkout, 'bin/signup-relay.js')], {
        stdio: ['ignore', 'pipe', 'inherit'],
        // A process group of its own, as in a terminal.
        detached: true,
      });
      const [out, exit] = [text(child.stdout), once(child, 'exit')];
      await once(child.stdout, 'data');
      process.kill(signal === 'SIGINT' ? -(child.pid ?? 0) : (child.pid ?? 0), signal);
      expect(await exit).toEqual([code, null]);
      expect(await out).toContain('said');
    },
  );

  it('says that the packages are missing', () => {
    const checkout = aCheckout('bare', '');
    expect(run(checkout, 'bin/signup-relay.js')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'The packages are missing: run npm ci first.\n',
    });
  });
});
