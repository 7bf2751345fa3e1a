#!/usr/bin/env node
// The commands are TypeScript that Node.js 24 runs as it is. `npm ci` brings that Node.js along, so an older one
// hands over to it.
import { spawn } from 'node:child_process';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bundledNode, isNodeOld, makeReady, oldNodeText } from '../scripts/ready.js';

const say = (problem) => {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
};

if (isNodeOld()) {
  const node = bundledNode();
  if (node === undefined) say(oldNodeText());
  else {
    const own = fileURLToPath(import.meta.url);
    const child = spawn(node, [own, ...process.argv.slice(2)], { stdio: 'inherit' });
    // Ctrl-C reaches both processes. The command says what it did, and this one must not end before it.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('exit', (code, signal) => {
      process.exitCode = signal === null ? code : 128 + constants.signals[signal];
    });
    child.on('error', () => say(oldNodeText()));
  }
} else {
  const problem = makeReady();
  // The next command starts faster: it finds the compiled code.
  module.enableCompileCache?.(
    fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)),
  );
  if (problem === undefined) void import('../src/main/cli.ts');
  else say(problem);
}
