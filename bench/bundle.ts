import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** Outside of bench/, whose packages may have other versions; not in node_modules, which worktrees can share. */
const PRODUCTS = join(ROOT, 'dist/.cache/bench');
/** Inside node_modules, so that code with unbundled packages still resolves them. */
const CONTESTANTS = join(ROOT, 'bench/node_modules/.cache/bench');

/** Makes the bundles of `npm run build`. @returns the file of a function by its name. */
export async function bundleProduct(): Promise<(name: string) => URL> {
  const folder = join(PRODUCTS, 'product');
  const script = join(ROOT, 'scripts/build.ts');
  await promisify(execFile)(process.execPath, [script, folder], { cwd: ROOT });
  return (name) => pathToFileURL(join(folder, name, `${name}.js`));
}

/** Bundles a contestant exactly like the product, so that the bundler favours none. */
export async function bundleContestant(module: URL): Promise<URL> {
  const name = basename(module.pathname, '.ts');
  const folder = join(CONTESTANTS, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${name}.js`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: [fileURLToPath(module)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'error',
  });
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n');
  return pathToFileURL(outfile);
}
