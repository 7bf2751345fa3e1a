import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

/** The result of `npm run package`, in its own folder. */
export interface PackagedService {
  /** Holds the CloudFormation template and one zip per function, like `.serverless`. */
  readonly folder: string;
  /** The zipped files and esbuild's metafile, like `dist`. */
  readonly bundles: string;
  /** Removes it. */
  close(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/**
 * The two steps of `npm run package`, in a folder of its own; a package for a deployment stays. The environment is empty
 * and the home folder too, so it works only without credentials and without an account.
 *
 * All test files of a run share one package without arguments: the first one makes it, `remove-package.ts` removes it.
 *
 * @throws Error one of the steps failed; with what it wrote.
 */
export async function packageService(args: readonly string[] = []): Promise<PackagedService> {
  if (args.length === 0)
    return serviceIn(await shared('package', (home) => makePackage(home, [])), async () => {});
  const home = await mkdtemp(join(tmpdir(), 'signup-relay-package-'));
  const close = async (): Promise<void> => {
    await rm(home, { recursive: true, force: true });
  };
  try {
    await makePackage(home, args);
  } catch (error) {
    await close();
    throw error;
  }
  return serviceIn(home, close);
}

/** The first step, in a folder that all test files of a run share. @returns a folder per function, like `dist`. */
export async function sharedBundles(): Promise<string> {
  const home = await shared('bundles', (folder) =>
    node(folder, join(root, 'scripts/build.ts'), join(folder, 'dist')),
  );
  return join(home, 'dist');
}

/** @param pid the process id of the test run, the parent of its workers. */
export const sharedFolder = (pid: number): string =>
  join(tmpdir(), `signup-relay-package-of-${pid}`);

/** Of all workers, one makes the folder. The others wait until it says how that ended. */
async function shared(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(sharedFolder(process.ppid), name);
  await mkdir(dirname(folder), { recursive: true });
  const end = `${folder}.end`;
  const isFirst = await mkdir(folder).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    const why = await make(folder).then(() => '', String);
    await writeFile(`${end}.part`, why);
    await rename(`${end}.part`, end);
  }
  while (!existsSync(end)) await setTimeout(100);
  const why = await readFile(end, 'utf8');
  if (why !== '') throw new Error(why);
  return folder;
}

async function makePackage(home: string, args: readonly string[]): Promise<void> {
  await copyFile(join(root, 'serverless.yml'), join(home, 'serverless.yml'));
  await cp(await sharedBundles(), join(home, 'dist'), { recursive: true });
  await node(home, join(root, 'node_modules/serverless/bin/serverless.js'), 'package', ...args);
}

async function node(home: string, ...words: readonly string[]): Promise<void> {
  const { NODE_COMPILE_CACHE } = process.env;
  await run(process.execPath, words, { cwd: home, env: { HOME: home, NODE_COMPILE_CACHE } });
}

const serviceIn = (home: string, close: () => Promise<void>): PackagedService => ({
  folder: join(home, '.serverless'),
  bundles: join(home, 'dist'),
  close,
});
