import type { Metafile } from 'esbuild';

/** What must never reach Lambda, by the path of a bundled file, and what it would cost. */
const FORBIDDEN: readonly (readonly [path: RegExp, why: string])[] = [
  [/^src\/local\//, 'the local run belongs to the developer'],
  [/^(test|scripts)\//, 'tests and tools belong to the developer'],
  [/node_modules\/(fastify|fauxqs|dynalite|cli-table3)\//, 'it serves the local run only'],
  [
    /node_modules\/ajv\/dist\/compile\//,
    'compiling schemas at start costs 350 ms: generate validators',
  ],
];

/**
 * Reads what esbuild reports about one bundle.
 *
 * @returns its size and the number of packages in it.
 * @throws Error naming each file that must not be in it.
 */
export function checkBundle(
  door: string,
  { inputs, outputs }: Metafile,
): { readonly kilobytes: number; readonly packages: number } {
  const files = Object.keys(inputs);
  const strays = FORBIDDEN.flatMap(([path, why]) =>
    files.filter((file) => path.test(file)).map((file) => `${file} (${why})`),
  );
  if (strays.length > 0) throw new Error(`${door} must not hold ${strays.join('; ')}`);
  const packages = new Set(
    files.map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]),
  );
  packages.delete(undefined);
  const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { kilobytes: Math.round(bytes / 1024), packages: packages.size };
}
