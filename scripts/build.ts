import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundleFiles } from './bundle-files.ts';
import { checkBundle } from './check-bundle.ts';
import { leanUndici } from './lean-undici.ts';
import { PARSED_METADATA } from './parsed-metadata.ts';
import { toCommonJs } from './to-common-js.ts';

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
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`src/main/${door}.ts`],
    outdir: join(out, door),
    chunkNames: '[name]-[hash]',
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    splitting: true,
    write: false,
    plugins: [PARSED_METADATA, leanUndici(root)],
    // Prefer the AWS SDK's ES modules: only they can be tree-shaken, which saves 200 of 550 KB.
    mainFields: ['module', 'main'],
    alias: {
      '@aws-sdk/credential-provider-node': join(root, 'src/aws/lambda-credentials.ts'),
    },
    // Keep identifiers: shorter ones start no faster, and stack traces stay readable without a source map.
    minifySyntax: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const { packages } = checkBundle(door, metafile);
  const { all, start } = bundleFiles(door, metafile);
  const texts = new Map(outputFiles.map(({ path, text }) => [path, text]));
  mkdirSync(join(out, door));
  for (const file of all.map((each) => join(root, each))) {
    writeFileSync(file, await toCommonJs(texts.get(file) ?? ''));
  }
  // The project is `type: module`; this file marks the unpacked bundle as CommonJS.
  writeFileSync(join(out, door, 'package.json'), '{"type":"commonjs"}\n');
  writeFileSync(join(out, 'meta', `${door}.json`), JSON.stringify(metafile));
  console.log(`${door}: ${kilobytes(all)} KB, ${kilobytes(start)} at start, ${packages} packages`);
}

function kilobytes(files: readonly string[]): number {
  const sizes = files.map((file) => statSync(join(root, file)).size);
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1024);
}
