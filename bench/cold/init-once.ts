import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What it took until the handler was there. Node.js itself had started before. */
export interface Init {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** As short as can be, so that nothing is loaded already that a function needs. */
const SCRIPT = `
const cpu = process.cpuUsage(), begin = performance.now();
const { handler } = require(process.argv[1]);
const wallMs = performance.now() - begin, used = process.cpuUsage(cpu);
if (typeof handler !== 'function') throw new Error('there is no handler');
console.log(JSON.stringify({ wallMs, cpuMs: (used.user + used.system) / 1000 }));
`;

/** As Lambda starts Node.js: files are what their ending and package.json say, nothing is guessed. */
const FLAGS = ['--no-experimental-require-module', '--no-experimental-detect-module'];

/** Loads a bundle in a process of its own. */
export async function initOnce(file: string, env: Readonly<Record<string, string>>): Promise<Init> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...FLAGS, '--input-type=commonjs', '--eval', SCRIPT, file],
    { env: { PATH: process.env['PATH'], ...env } },
  );
  return JSON.parse(stdout) as Init;
}
