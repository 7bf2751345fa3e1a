import type { Metafile } from 'esbuild';
import { bundleFiles } from './bundle-files.ts';

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
    'it takes three times the CPU of src/aws/json/client.ts for the same request',
  ],
  [
    /node_modules\/@aws-sdk\/client-ssm\//,
    'it takes 10 ms of every cold start; src/aws/parameters.ts reads the same parameters',
  ],
  [
    /node_modules\/ajv\/dist\/compile\//,
    'compiling schemas at start costs 350 ms: generate validators',
  ],
];

/** What must not reach one door, by its name. */
const FORBIDDEN_AT: Readonly<Record<string, typeof FORBIDDEN>> = {
  replay: [[/^src\/aws\/ledger\//, 'predictions need no ledger, and the role has none']],
  archive: [[/^src\/(platforms|sources)\//, 'letters are moved as they are']],
  receive: [
    [
      /^src\/(platforms|delivery|rate-limit)\/|^src\/generated\/sho\w+-validators/,
      'shops are written to from the queue',
    ],
    [
      // The form's parser is there for the honeypot and the token of public forms.
      /^src\/sources\/(?!verify\/|tools\/(standard-webhooks|cloud-events)\.ts$|read\/form-body\.ts$)/,
      'deliveries are mapped in consume, so that a corrected mapping is a replay',
    ],
    [
      /node_modules\/libphonenumber-js\/|^src\/aws\/ledger\//,
      'it would cost every cold start and is not used',
    ],
  ],
};

/** What must not be loaded before the first request: `import()` it where it is used. */
const ONLY_WHERE_USED: typeof FORBIDDEN = [
  [
    /^src\/platforms\/\w+\/|^src\/generated\/sho\w+-validators/,
    'most relays write to one platform',
  ],
  [/^src\/generated\/sources-validators/, 'own backends send events, and no deliveries'],
];
const NOT_AT_START: typeof FORBIDDEN_AT = {
  consume: [
    [/node_modules\/@aws-sdk\/client-sqs\//, 'copies are sent only where something went wrong'],
    ...ONLY_WHERE_USED,
  ],
  replay: [
    [/node_modules\/libphonenumber-js\//, 'replays on a schedule mostly find no letter to predict'],
    ...ONLY_WHERE_USED,
  ],
  archive: [[/node_modules\/@aws-sdk\/client-s3\//, 'mostly, no letter is about to expire']],
};

/**
 * Reads what esbuild reports about one bundle.
 *
 * @returns the number of packages in it.
 * @throws Error naming each file that must not be in it, or not be loaded at start.
 */
export function checkBundle(
  door: string,
  { inputs, outputs }: Metafile,
): { readonly packages: number } {
  const files = Object.keys(inputs);
  const strays = straysAmong(files, [...FORBIDDEN, ...(FORBIDDEN_AT[door] ?? [])]);
  if (strays.length > 0) throw new Error(`${door} must not hold ${strays.join('; ')}`);
  const atStart = bundleFiles(door, { outputs }).start.flatMap((file) =>
    Object.entries(outputs[file]?.inputs ?? {}).flatMap(([input, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [input] : [],
    ),
  );
  const early = straysAmong(atStart, NOT_AT_START[door] ?? []);
  if (early.length > 0) throw new Error(`${door} must not start with ${early.join('; ')}`);
  const packages = new Set(
    files.map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]),
  );
  packages.delete(undefined);
  return { packages: packages.size };
}

const straysAmong = (files: readonly string[], rules: typeof FORBIDDEN): readonly string[] =>
  rules.flatMap(([path, why]) =>
    files.filter((file) => path.test(file)).map((file) => `${file} (${why})`),
  );
