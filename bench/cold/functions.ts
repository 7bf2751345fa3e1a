import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Metafile } from 'esbuild';
import { bundleContestant, bundleProduct } from '../bundle.ts';
import { placeOf } from '../profile/modules-of.ts';
import { bareSource } from './bare-source.ts';

/** One function of the product, and a bare handler with the same AWS clients. */
export interface ColdFunction {
  readonly name: string;
  readonly file: string;
  readonly bareFile: string;
  readonly bytes: number;
  readonly bareBytes: number;
}

/** Every function that `npm run build` bundles. */
export async function bundleFunctions(): Promise<readonly ColdFunction[]> {
  const fileOf = await bundleProduct();
  const meta = fileURLToPath(new URL('../meta/', fileOf('consume')));
  const functions: ColdFunction[] = [];
  for (const name of readdirSync(meta).map((file) => file.replace('.json', ''))) {
    const file = fileURLToPath(fileOf(name));
    const { inputs } = JSON.parse(readFileSync(`${meta}${name}.json`, 'utf8')) as Metafile;
    const packages = new Set(Object.keys(inputs).map(placeOf));
    const folder = new URL('../../', fileOf(name));
    mkdirSync(folder, { recursive: true });
    const source = new URL(`bare-${name}.ts`, folder);
    writeFileSync(source, bareSource(packages));
    const bareFile = fileURLToPath(await bundleContestant(pathToFileURL(fileURLToPath(source))));
    const [bytes, bareBytes] = [statSync(file).size, statSync(bareFile).size];
    functions.push({ name, file, bareFile, bytes, bareBytes });
  }
  return functions;
}
