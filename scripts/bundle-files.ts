import { basename } from 'node:path';
import type { Metafile } from 'esbuild';

/** The files of one function, by the names that esbuild reports. */
export interface BundleFiles {
  /** What can be loaded. esbuild also makes files for `import()` in code that nobody calls; they are none of these. */
  readonly all: readonly string[];
  /** What is loaded before the first request: the entry point, and what it imports at its top. */
  readonly start: readonly string[];
}

/** @param door its entry point is `<door>.js`. @throws Error there is none. */
export function bundleFiles(door: string, { outputs }: Pick<Metafile, 'outputs'>): BundleFiles {
  const entry = Object.keys(outputs).find((file) => basename(file) === `${door}.js`);
  if (entry === undefined) throw new Error(`there is no ${door}.js`);
  const reach = (isWanted: (kind: string) => boolean): readonly string[] => {
    const files = new Set([entry]);
    // A set grows while it is walked.
    for (const file of files) {
      for (const { path, kind } of outputs[file]?.imports ?? []) {
        if (isWanted(kind) && path in outputs) files.add(path);
      }
    }
    return [...files];
  };
  return { all: reach(() => true), start: reach((kind) => kind === 'import-statement') };
}
