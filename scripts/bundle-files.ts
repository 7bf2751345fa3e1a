import { basename } from 'node:path';
import type { Metafile } from 'esbuild';

/** The files of one function, with the names that esbuild reports. */
export interface BundleFiles {
  /** Files that can be loaded. esbuild's files for an `import()` in dead code are not among them. */
  readonly all: readonly string[];
  /** Files that are loaded before the first request: the entry point and its static imports. */
  readonly start: readonly string[];
}

/** @param door name of the function; its entry point is `<door>.js`. @throws Error the entry point is missing. */
export function bundleFiles(door: string, { outputs }: Pick<Metafile, 'outputs'>): BundleFiles {
  const entry = Object.keys(outputs).find((file) => basename(file) === `${door}.js`);
  if (entry === undefined) throw new Error(`there is no ${door}.js`);
  const reach = (isIncluded: (kind: string) => boolean): readonly string[] => {
    const files = new Set([entry]);
    // The loop also visits files that it adds.
    for (const file of files) {
      for (const { path, kind } of outputs[file]?.imports ?? []) {
        if (isIncluded(kind) && path in outputs) files.add(path);
      }
    }
    return [...files];
  };
  return { all: reach(() => true), start: reach((kind) => kind === 'import-statement') };
}
