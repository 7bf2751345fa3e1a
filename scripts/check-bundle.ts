import type { Metafile } from 'esbuild';
import { bundleFiles } from './bundle-files.ts';

/** Code that must never reach Lambda, by the path of a bundled file, with the reason. */
const FORBIDDEN: readonly (readonly [path: RegExp, why: string])[] = [
  [/^src\/local\//, 'it serves the local run only'],
  [/^(test|scripts)\//, 'it serves development only'],
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

/** Code that must not reach one function, by the function's name. */
const FORBIDDEN_AT: Readonly<Record<string, typeof FORBIDDEN>> = {
  replay: [[/^src\/aws\/ledger\//, 'predictions need no ledger, and the role has none']],
  archive: [[/^src\/(platforms|sources)\//, 'archive moves letters unchanged']],
  receive: [
    [
      /^src\/(platforms|delivery|rate-limit)\/|^src\/generated\/sho\w+-validators/,
      'only consume writes to shops',
    ],
    [
      // Public forms need the form parser and the names of fields, for the honeypot, the token and the contacts. Custom
      // sources say which headers are stored, and which text of a post is returned, also inside JSON. A preset says both, and how it signs.
      /^src\/sources\/(?!verify\/|parse-sender\.ts$|custom\/(headers|pointer|presets)\.ts$|tools\/(standard-webhooks|cloud-events)\.ts$|read\/(form|json)-body\.ts$|form\/field-names\.ts$)/,
      'consume maps deliveries, so that a replay applies a corrected mapping',
    ],
    [/^src\/aws\/ledger\//, 'it is unused and would slow every cold start'],
    [
      /node_modules\/@aws-sdk\/client-sqs\//,
      'it takes a third of a cold start; src/aws/queues/json-queue.ts sends the same requests',
    ],
  ],
};

/** Code that must not be loaded before the first request: load it by `import()` at first use. */
const ONLY_WHERE_USED: typeof FORBIDDEN = [
  [
    /^src\/platforms\/\w+\/|^src\/generated\/sho\w+-validators/,
    'most relays write to one platform',
  ],
  [/^src\/generated\/sources-validators/, 'a relay without webhooks needs no sources'],
];
const NOT_AT_START: typeof FORBIDDEN_AT = {
  consume: [
    [/node_modules\/@aws-sdk\/client-sqs\//, 'messages are sent only after a failure'],
    ...ONLY_WHERE_USED,
  ],
  replay: [
    [/node_modules\/libphonenumber-js\//, 'most scheduled replays find no letter to predict'],
    ...ONLY_WHERE_USED,
  ],
  receive: [
    [/node_modules\/libphonenumber-js\//, 'only public forms without an e-mail need it'],
    [/node_modules\/jose\//, 'only forms in LINE need it'],
    [/^src\/generated\/presets/, 'a relay without presets needs none'],
    [/^src\/generated\/validators/, 'only events of own backends are checked here'],
  ],
  archive: [[/node_modules\/@aws-sdk\/client-s3\//, 'most runs archive no letter']],
};

/**
 * Checks esbuild's report about one bundle.
 *
 * @returns the number of packages in the bundle.
 * @throws Error with each file that must not be in it, or must not be loaded at start.
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
