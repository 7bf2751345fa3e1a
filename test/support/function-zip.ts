import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { startBootstrap } from './start-bootstrap.ts';

export interface FunctionZip {
  readonly path: string;
  /** As Lambda knows it: path inside the zip without its ending, a dot, the name of the export. */
  readonly handler: string;
  /** Every variable that the function sees. */
  readonly env: Readonly<Record<string, string>>;
}

interface InvokeOptions {
  /** Time until the call is cut off and the process killed, in milliseconds. @default 30,000 */
  readonly remainingMs?: number;
}

export interface Invocation {
  readonly response: unknown;
  /** The function's output since the last call, stdout and stderr in order. */
  readonly lines: readonly string[];
  /** Time that the call kept a processor busy, in milliseconds: unlike its duration, it does not depend on other work. */
  readonly cpuMs: number;
}

/** A function of a deployment zip, running as Lambda would run it. One call at a time. */
export interface ZippedFunction {
  /** @throws Error the handler threw, ran out of time, or its process ended. */
  invoke(event: unknown, options?: InvokeOptions): Promise<Invocation>;
  /** Ends the process and removes the unpacked files. */
  close(): Promise<void>;
}

/**
 * Unpacks a zip outside the project, so that only its own content can be imported, and loads its handler.
 *
 * @throws Error the handler could not be loaded; with the output of its process.
 */
export async function openFunctionZip({
  path,
  handler,
  env,
}: FunctionZip): Promise<ZippedFunction> {
  const folder = await mkdtemp(join(tmpdir(), 'signup-relay-zip-'));
  try {
    await unpack(path, folder);
    const bootstrap = await startBootstrap(folder, handler, env);
    return {
      invoke: (event, { remainingMs = 30_000 } = {}) =>
        bootstrap.call({ id: randomUUID(), event, remainingMs }),
      close: async () => {
        await bootstrap.end();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function unpack(zip: string, folder: string): Promise<void> {
  for (const [name, content] of Object.entries(unzipSync(await readFile(zip)))) {
    const target = join(folder, name);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}
