import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
 * The two steps of `npm run package`, in their own folder. Parallel test files do not disturb each other, and a package
 * for a deployment stays. The environment is empty and the home folder too, so it works only without credentials and
 * without an account.
 *
 * @throws Error one of the steps failed; with what it wrote.
 */
export async function packageService(args: readonly string[] = []): Promise<PackagedService> {
  const home = await mkdtemp(join(tmpdir(), 'signup-relay-package-'));
  const close = async (): Promise<void> => {
    await rm(home, { recursive: true, force: true });
  };
  const node = async (...words: readonly string[]): Promise<void> => {
    await run(process.execPath, words, { cwd: home, env: { HOME: home } });
  };
  try {
    await copyFile(join(root, 'serverless.yml'), join(home, 'serverless.yml'));
    await node(join(root, 'scripts/build.ts'), join(home, 'dist'));
    await node(join(root, 'node_modules/serverless/bin/serverless.js'), 'package', ...args);
  } catch (error) {
    await close();
    throw error;
  }
  return { folder: join(home, '.serverless'), bundles: join(home, 'dist'), close };
}
