import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Time until the handler was loaded, or had answered; without the start of Node.js. */
export interface Init {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Minimal, so that it loads no module that a function needs. */
const SCRIPT = `
const event = process.argv[2] && JSON.parse(process.argv[2]);
const cpu = process.cpuUsage(), begin = performance.now();
const { handler } = require(process.argv[1]);
if (typeof handler !== 'function') throw new Error('there is no handler');
const context = { awsRequestId: 'cold', functionName: 'cold', getRemainingTimeInMillis: () => 30_000 };
const tell = (answer) => {
  const wallMs = performance.now() - begin, used = process.cpuUsage(cpu);
  const hasFailed = answer?.batchItemFailures?.length > 0 || answer?.statusCode >= 300;
  if (hasFailed) throw new Error('it failed');
  console.log(JSON.stringify({ wallMs, cpuMs: (used.user + used.system) / 1000 }));
  process.exit();
};
if (event) handler(event, context).then(tell);
else tell();
`;

/** Flags as on Lambda: Node.js takes the module format from the ending and package.json, without detection. */
const FLAGS = ['--no-experimental-require-module', '--no-experimental-detect-module'];

/** Loads a bundle in a new process, and lets it answer the event if there is one. */
export async function initOnce(
  file: string,
  env: Readonly<Record<string, string>>,
  event?: object,
): Promise<Init> {
  const args = [...FLAGS, '--input-type=commonjs', '--eval', SCRIPT, file];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...args, ...(event ? [JSON.stringify(event)] : [])],
    { env: { PATH: process.env['PATH'], ...env } },
  );
  // The function's log comes first, on the same stream.
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Init;
}
