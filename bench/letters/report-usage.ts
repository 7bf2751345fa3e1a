import { writeFileSync } from 'node:fs';
import { usage } from '../usage.ts';

/** Loaded before a command by `node --import`: writes what its process has used to a file. */
process.once('exit', () => {
  writeFileSync(process.env['BENCH_USAGE'] ?? '', JSON.stringify(usage()));
});
