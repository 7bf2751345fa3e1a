import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { bundleFiles } from '../../scripts/bundle-files.ts';
import { bundleContestant, bundleProduct } from '../bundle.ts';
import { bareSource } from './bare-source.ts';

/** One function of the product, and a bare handler with the same AWS clients. */
export interface ColdFunction {
  readonly name: string;
  readonly file: string;
  readonly bareFile: string;
  /** Size of the code loaded at start. */
  readonly bytes: number;
  readonly bareBytes: number;
}

/** Every function of `npm run build`. */
export async function bundleFunctions(): Promise<readonly ColdFunction[]> {
  const fileOf = await bundleProduct();
  const meta = fileURLToPath(new URL('../meta/', fileOf('consume')));
  const functions: ColdFunction[] = [];
  for (const name of readdirSync(meta).map((file) => file.replace('.json', ''))) {
    const file = fileURLToPath(fileOf(name));
    const folder = new URL('../../', fileOf(name));
    const source = new URL(`bare-${name}.ts`, folder);
    writeFileSync(source, bareSource(name));
    const bareFile = fileURLToPath(await bundleContestant(source));
    const bytes = bytesAtStart(name, dirname(file), join(meta, `${name}.json`));
    functions.push({ name, file, bareFile, bytes, bareBytes: statSync(bareFile).size });
  }
  return functions;
}

function bytesAtStart(name: string, folder: string, metafile: string): number {
  const { start } = bundleFiles(name, JSON.parse(readFileSync(metafile, 'utf8')) as Metafile);
  return start.reduce((sum, file) => sum + statSync(join(folder, basename(file))).size, 0);
}
