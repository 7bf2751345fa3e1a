import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleDoor } from './bundle-door.ts';
import { bundleFiles } from './bundle-files.ts';
import { checkBundle } from './check-bundle.ts';

// `node scripts/build.ts [folder]`: one CommonJS bundle per entry point in <folder>/<name>/<name>.js, `dist` by
// default. Code that is loaded by `import()` goes into separate files. So does code that these files share with the
// bundle. CommonJS, because an ES module that imports node:http makes Node load all of fetch at start: 55 ms of 165.

/** The entry points that run on Lambda; `serverless.yml` has a function for each. */
const DOORS = ['consume', 'receive', 'archive', 'replay'] as const;

const root = join(import.meta.dirname, '..');
const out = resolve(process.argv[2] ?? join(root, 'dist'));
rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'meta'), { recursive: true });
for (const door of DOORS) await bundle(door);

async function bundle(door: string): Promise<void> {
  const metafile = await bundleDoor(door, join(out, door));
  const { packages } = checkBundle(door, metafile);
  const { all, start } = bundleFiles(door, metafile);
  writeFileSync(join(out, 'meta', `${door}.json`), JSON.stringify(metafile));
  console.log(`${door}: ${kilobytes(all)} KB, ${kilobytes(start)} at start, ${packages} packages`);
}

function kilobytes(files: readonly string[]): number {
  const sizes = files.map((file) => statSync(join(root, file)).size);
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1024);
}
