import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { bundleDoor } from '../../scripts/bundle-door.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A module of the product, and the one of the benchmark that takes its place. */
export interface Swap {
  readonly module: string;
  readonly by: string;
}

/** Bundles `consume` with a module replaced. @returns its file. */
export async function bundleSwapped(key: string, swap: Swap | undefined): Promise<URL> {
  const folder = join(ROOT, 'dist/.cache/bench/swap', key, 'consume');
  rmSync(folder, { recursive: true, force: true });
  await bundleDoor('consume', folder, swap ? [swapping(swap)] : []);
  return pathToFileURL(join(folder, 'consume.js'));
}

const swapping = ({ module, by }: Swap): Plugin => ({
  name: 'swap',
  setup(build) {
    const isModule = new RegExp(`^\\..*/${module.split('/').at(-1) ?? ''}$`);
    build.onResolve({ filter: isModule }, ({ path, resolveDir }) =>
      join(resolveDir, path) === join(ROOT, module) ? { path: join(ROOT, by) } : undefined,
    );
  },
});
