import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkBudgets } from './check-budgets.ts';

// `npm run budgets`: bundles every function and holds it against its ceiling in budgets.json. Only what is the same on
// every machine is checked here; times are for `npm run bench`. Calls and ledger writes per signup have tests.

const folder = mkdtempSync(join(tmpdir(), 'signup-relay-budgets-'));
try {
  execFileSync(process.execPath, [join(import.meta.dirname, 'build.ts'), folder]);
  const names = readdirSync(join(folder, 'meta')).map((file) => file.replace(/\.json$/, ''));
  const bytes = new Map(
    names.map((name) => [name, statSync(join(folder, name, `${name}.js`)).size]),
  );
  const text = readFileSync(join(import.meta.dirname, 'budgets.json'), 'utf8');
  const { $comment: _, ...ceilings } = JSON.parse(text) as Record<string, number>;
  const { lines, problems } = checkBudgets(bytes, new Map(Object.entries(ceilings)));
  for (const line of lines) console.log(line);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
