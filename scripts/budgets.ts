import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { bundleFiles } from './bundle-files.ts';
import { checkBudgets } from './check-budgets.ts';

// `npm run budgets`: bundles every function and holds it against its ceilings in budgets.json: all files of its zip, and
// those that a cold start loads. Only what is the same on every machine is checked here; times are for `npm run bench`.
// Calls and ledger writes per signup have tests.

const folder = mkdtempSync(join(tmpdir(), 'signup-relay-budgets-'));
try {
  execFileSync(process.execPath, [join(import.meta.dirname, 'build.ts'), folder]);
  const names = readdirSync(join(folder, 'meta')).map((file) => file.replace(/\.json$/, ''));
  const text = readFileSync(join(import.meta.dirname, 'budgets.json'), 'utf8');
  const { $comment: _, ...ceilings } = JSON.parse(text) as Record<string, number>;
  const bytes = new Map(names.flatMap(sizesOf));
  const { lines, problems } = checkBudgets(bytes, new Map(Object.entries(ceilings)));
  for (const line of lines) console.log(line);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function sizesOf(name: string): readonly (readonly [what: string, bytes: number])[] {
  const metafile = readFileSync(join(folder, 'meta', `${name}.json`), 'utf8');
  const { start } = bundleFiles(name, JSON.parse(metafile) as Metafile);
  const sizeOf = (files: readonly string[]): number =>
    files.reduce((sum, file) => sum + statSync(join(folder, name, basename(file))).size, 0);
  return [
    [name, sizeOf(readdirSync(join(folder, name)))],
    [`${name} at start`, sizeOf(start)],
  ];
}
