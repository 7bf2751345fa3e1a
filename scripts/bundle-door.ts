import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { bundleFiles } from './bundle-files.ts';
import { leanUndici } from './lean-undici.ts';
import { PARSED_METADATA } from './parsed-metadata.ts';
import { toCommonJs } from './to-common-js.ts';

const root = join(import.meta.dirname, '..');

/**
 * Bundles one entry point of `src/main` into a folder, which is made.
 *
 * @param plugins come first; the benchmark replaces modules with them.
 */
export async function bundleDoor(
  door: string,
  folder: string,
  plugins: readonly Plugin[] = [],
): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`src/main/${door}.ts`],
    outdir: folder,
    chunkNames: '[name]-[hash]',
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    splitting: true,
    write: false,
    plugins: [...plugins, PARSED_METADATA, leanUndici(root)],
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
  const texts = new Map(outputFiles.map(({ path, text }) => [path, text]));
  mkdirSync(folder, { recursive: true });
  for (const file of bundleFiles(door, metafile).all.map((each) => join(root, each))) {
    writeFileSync(file, await toCommonJs(texts.get(file) ?? ''));
  }
  // The project is `type: module`; this file marks the unpacked bundle as CommonJS.
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n');
  return metafile;
}
