import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { bundleFiles } from './bundle-files.ts';

/** Bundles every function and measures the bytes of its zip and of its cold start. */
export function bundleSizes(): ReadonlyMap<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'signup-relay-budgets-'));
  try {
    execFileSync(process.execPath, [join(import.meta.dirname, 'build.ts'), folder]);
    const names = readdirSync(join(folder, 'meta')).map((file) => file.replace(/\.json$/, ''));
    return new Map(names.flatMap((name) => sizesOf(folder, name)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sizesOf(
  folder: string,
  name: string,
): readonly (readonly [what: string, bytes: number])[] {
  const metafile = readFileSync(join(folder, 'meta', `${name}.json`), 'utf8');
  const { start } = bundleFiles(name, JSON.parse(metafile) as Metafile);
  const sizeOf = (files: readonly string[]): number =>
    files.reduce((sum, file) => sum + statSync(join(folder, name, basename(file))).size, 0);
  return [
    [name, sizeOf(readdirSync(join(folder, name)))],
    [`${name} at start`, sizeOf(start)],
  ];
}
