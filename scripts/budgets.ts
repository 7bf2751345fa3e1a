import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleSizes } from './bundle-sizes.ts';
import { checkBudgets } from './check-budgets.ts';
import { signupCosts } from './signup-costs.ts';

// `npm run budgets`: compares figures that are the same on every machine with the ceilings in budgets.json. They are
// the bytes of every function, and calls to the shop and ledger writes per batch of ten signups. `npm run bench`
// measures times.

type Ceilings = Readonly<Record<string, number | string>>;
type Section = 'bytes' | 'calls' | 'writes';

const budgets = JSON.parse(
  readFileSync(join(import.meta.dirname, 'budgets.json'), 'utf8'),
) as Readonly<Record<Section, Ceilings>>;
const ceilingsOf = (section: Section): ReadonlyMap<string, number> =>
  new Map(
    Object.entries(budgets[section]).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    ),
  );

const { calls, writes } = await signupCosts();
const checked = [
  { unit: 'bytes', section: 'bytes', measured: bundleSizes(), mostSlack: 0.1 },
  { unit: 'calls for ten', section: 'calls', measured: calls, mostSlack: 0 },
  { unit: 'writes for ten', section: 'writes', measured: writes, mostSlack: 0.1 },
] as const;
for (const { section, ...rest } of checked) {
  const { lines, problems } = checkBudgets({ ...rest, ceilings: ceilingsOf(section) });
  for (const line of lines) console.log(line);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
