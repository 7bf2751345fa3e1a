import type { Metafile } from 'esbuild';

/** What must never reach Lambda, by the path of a bundled file, and what it would cost. */
const FORBIDDEN: readonly (readonly [path: RegExp, why: string])[] = [
  [/^src\/local\//, 'the local run belongs to the developer'],
  [/^(test|scripts)\//, 'tests and tools belong to the developer'],
  [/node_modules\/(fastify|fauxqs|dynalite|cli-table3)\//, 'it serves the local run only'],
  [
    /node_modules\/@aws-sdk\/credential-provider-(?!env\/)/,
    'on Lambda the credentials are in the environment, and the other providers cost 30 ms',
  ],
  [
    /node_modules\/@aws-sdk\/(client|lib)-dynamodb\//,
    'it takes three times the CPU of src/aws/dynamo-db.ts for the same request',
  ],
  [
    /node_modules\/ajv\/dist\/compile\//,
    'compiling schemas at start costs 350 ms: generate validators',
  ],
];

/** What must not reach one door, by its name. */
const FORBIDDEN_AT: Readonly<Record<string, typeof FORBIDDEN>> = {
  replay: [[/^src\/aws\/dynamo-/, 'predictions need no ledger, and the role has none']],
  receive: [
    [/^src\/(platforms|relay)\//, 'shops are written to from the queue'],
    [
      // The form's parser is there for the honeypot and the token of public forms.
      /^src\/sources\/(?!verify\/|(standard-webhooks|cloud-events|form-body|decode-text)\.ts$)/,
      'deliveries are mapped in consume, so that a corrected mapping is a replay',
    ],
    [
      /node_modules\/libphonenumber-js\/|^src\/aws\/dynamo-/,
      'it would cost every cold start and is not used',
    ],
  ],
};

/** The validators of store, event and signup have 155 KB; those of the shops would add 200 KB. */
const MOST_VALIDATORS = 180_000;
const VALIDATORS = 'src/generated/validators.js';

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
  const strays = [...FORBIDDEN, ...(FORBIDDEN_AT[door] ?? [])].flatMap(([path, why]) =>
    files.filter((file) => path.test(file)).map((file) => `${file} (${why})`),
  );
  if (strays.length > 0) throw new Error(`${door} must not hold ${strays.join('; ')}`);
  const validators = Object.values(outputs)[0]?.inputs[VALIDATORS]?.bytesInOutput ?? 0;
  if (door === 'receive' && validators > MOST_VALIDATORS) {
    throw new Error(`${door} holds ${validators} bytes of validators: more than it can need`);
  }
  const packages = new Set(
    files.map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]),
  );
  packages.delete(undefined);
  const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { kilobytes: Math.round(bytes / 1024), packages: packages.size };
}
