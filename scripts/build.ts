import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { checkBundle } from './check-bundle.ts';

// `node scripts/build.ts [folder]`: one CommonJS bundle per door in <folder>/<door>/<door>.js, `dist` by default.
// CommonJS, because an import of node:http in an ES module makes Node load its whole fetch at start: 55 ms of 165.

/** The doors that run on Lambda; `serverless.yml` has a function for each. */
const DOORS = ['consume', 'receive', 'archive', 'replay'] as const;

const root = join(import.meta.dirname, '..');
const out = resolve(process.argv[2] ?? join(root, 'dist'));
rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'meta'), { recursive: true });
for (const door of DOORS) await bundle(door);

async function bundle(door: string): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`src/main/${door}.ts`],
    outfile: join(out, door, `${door}.js`),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // The AWS SDK's ES modules first: only they can be shaken, and that is 200 KB of 550.
    mainFields: ['module', 'main'],
    alias: {
      '@aws-sdk/credential-provider-node': join(root, 'src/aws/lambda-credentials.ts'),
    },
    // Identifiers stay as they are: shorter ones start no faster, and stack traces stay readable without a map.
    minifySyntax: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    // `import.meta` is empty in CommonJS: code that needs it would fail on Lambda only.
    logOverride: { 'empty-import-meta': 'error' },
  });
  // The project is `type: module`; wherever the zip is unpacked, this file says that the bundle is not.
  writeFileSync(join(out, door, 'package.json'), '{"type":"commonjs"}\n');
  writeFileSync(join(out, 'meta', `${door}.json`), JSON.stringify(metafile));
  const { kilobytes, packages } = checkBundle(door, metafile);
  console.log(`${door}: ${kilobytes} KB, ${packages} packages`);
}
