import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('runs as the package says in `bin`, from any folder', () => {
  const launcher = new URL('../../bin/signup-relay.js', import.meta.url).pathname;
  const help = execFileSync(process.execPath, [launcher, '--help'], { cwd: '/', encoding: 'utf8' });
  expect(help).toContain('explain');
});
