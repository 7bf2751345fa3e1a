import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleContestant, bundleProduct } from '../bundle.ts';
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
    const folder = new URL('../../', fileOf(name));
    const source = new URL(`bare-${name}.ts`, folder);
    writeFileSync(source, bareSource(name));
    const bareFile = fileURLToPath(await bundleContestant(source));
    const [bytes, bareBytes] = [statSync(file).size, statSync(bareFile).size];
    functions.push({ name, file, bareFile, bytes, bareBytes });
  }
  return functions;
}
