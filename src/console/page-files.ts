import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { FastifyInstance } from 'fastify';

interface PageFile {
  readonly type: string;
  readonly content: string | Buffer;
}

const pathOf = (file: string): string => fileURLToPath(new URL(`page/${file}`, import.meta.url));

/** The order matters: later rules win. */
const STYLES = [
  'colours',
  'base',
  'head',
  'layout',
  'overview',
  'table',
  'controls',
  'letters',
  'toast',
  'narrow',
] as const;

/** The page is one document, one style sheet and one script. Browsers cannot run TypeScript, so it is bundled at start. */
async function readPageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const chartStyle = createRequire(import.meta.url).resolve('uplot/dist/uPlot.min.css');
  const paths = [chartStyle, ...STYLES.map((name) => pathOf(`styles/${name}.css`))];
  const styles = paths.map((path) => readFileSync(path, 'utf8'));
  return new Map([
    ['/', { type: 'text/html', content: readFileSync(pathOf('index.html')) }],
    ['/console.css', { type: 'text/css', content: styles.join('\n') }],
    ['/main.js', { type: 'text/javascript', content: await bundle(pathOf('main.ts')) }],
  ]);
}

async function bundle(entry: string): Promise<Buffer> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'inline',
    logLevel: 'silent',
  });
  return Buffer.from(outputFiles[0]?.contents ?? []);
}

/** @throws Error the script cannot be bundled. */
export async function addPageFiles(app: FastifyInstance): Promise<void> {
  for (const [path, { type, content }] of await readPageFiles()) {
    app.get(path, async (_request, reply) => reply.type(`${type}; charset=utf-8`).send(content));
  }
}
