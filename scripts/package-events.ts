/**
 * `node scripts/package-events.ts [folder]`: packs `signup-relay-events-<version>.tgz`, what producers import. It holds one
 * bundled ES module and one file of types, and needs no other package.
 */
import { execSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { bundleTypes } from './bundle-types.ts';
import { PARSED_METADATA } from './parsed-metadata.ts';

const DOOR = 'src/main/events.ts';
/** Before it, `require` cannot load an ES module. @see https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require */
const LEAST_NODE = '20.19';

const root = join(import.meta.dirname, '..');
const out = resolve(process.argv[2] ?? root);
const { version, license } = JSON.parse(read('package.json')) as Record<string, string>;
async function pack(): Promise<void> {
  const { metafile } = await bundle();
  checkImports(metafile);
  write('index.d.ts', bundleTypes(root, DOOR));
  write('package.json', `${JSON.stringify(manifest(), undefined, 2)}\n`);
  write('README.md', README);
  write('LICENSE', [read('LICENSE'), ...licencesOf(metafile)].join('\n'));
  mkdirSync(out, { recursive: true });
  // Through a shell, because npm is a script on Windows.
  execSync(`npm pack --silent --pack-destination ${JSON.stringify(out)}`, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const file = join(out, `signup-relay-events-${version}.tgz`);
  const kilobytes = (path: string): number => Math.round(statSync(path).size / 1024);
  console.log(`${file}: ${kilobytes(file)} KB, ${kilobytes(join(folder, 'index.js'))} KB unpacked`);
}

function bundle() {
  return build({
    absWorkingDir: root,
    entryPoints: [DOOR],
    outfile: join(folder, 'index.js'),
    bundle: true,
    platform: 'node',
    target: `node${LEAST_NODE}`,
    format: 'esm',
    plugins: [PARSED_METADATA, ONLY_WHAT_IS_USED],
    mainFields: ['module', 'main'],
    // Keep identifiers: stack traces stay readable.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
}

/** Every file but the door can be left out where nothing of it is used: nothing in `src` acts when it is loaded. */
const ONLY_WHAT_IS_USED: Plugin = {
  name: 'only-what-is-used',
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\.?\// }, async ({ path, pluginData, ...from }) => {
      if (pluginData === 'asked') return undefined;
      const found = await bundler.resolve(path, { ...from, pluginData: 'asked' });
      const isOurs = found.path.startsWith(join(root, 'src'));
      return isOurs ? { path: found.path, sideEffects: false } : undefined;
    });
  },
};

/** @throws Error the bundle needs more than Node.js. */
function checkImports({ outputs }: Metafile): void {
  const needed = Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  const strays = needed.filter((path) => !['node:crypto', 'node:util'].includes(path));
  if (strays.length > 0) throw new Error(`the package must not import ${strays.join(', ')}`);
}

const manifest = () => ({
  name: 'signup-relay-events',
  version,
  description: 'Builds, checks and sends the events of signup-relay.',
  license,
  type: 'module',
  sideEffects: false,
  exports: { '.': { types: './index.d.ts', default: './index.js' } },
  types: './index.d.ts',
  engines: { node: `>=${LEAST_NODE}` },
});

const README = `# signup-relay-events

Builds, checks and sends the events of signup-relay ${version}. \`docs/producers.md\` of the relay says how.

\`\`\`js
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { send, signedUp } from 'signup-relay-events';

const sqs = new SQSClient();
const QueueUrl = process.env.SIGNUPS_QUEUE_URL;

const event = signedUp({
  id: 'order-1001',
  source: '/checkout',
  time: '2026-11-22T03:04:05Z',
  store: 'tw-main',
  customer: { email: 'ada@example.com' },
});
await send([event], (Entries) => sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })));
\`\`\`
`;

/** The licences of the packages in the bundle, also of those that the generated validators hold. */
function licencesOf({ outputs }: Metafile): readonly string[] {
  const used = Object.values(outputs).flatMap((one) =>
    Object.entries(one.inputs).flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0 ? file : [],
    ),
  );
  const texts = used.flatMap((file) => (file.startsWith('src/generated/') ? read(file) : file));
  const names = texts.flatMap((text) =>
    [...text.matchAll(/node_modules\/((?:@[^/]+\/)?[^/"\s]+)/g)].map(([, name = '']) => name),
  );
  return [...new Set(names)]
    .toSorted()
    .map((name) => `\n${name}\n\n${read(`node_modules/${name}/LICENSE`)}`);
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

const folder = mkdtempSync(join(tmpdir(), 'signup-relay-events-'));
try {
  await pack();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
