/**
 * Makes src/generated out of schemas/: validators without a run-time compiler, and TypeScript types.
 * Runs in `prepare`, so a fresh `npm ci` has them; nothing in src/generated is committed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import addFormats from 'ajv-formats';
import { build } from 'esbuild';
import { compile } from 'json-schema-to-typescript';
import { expectedTexts, loadSchemas, type Schemas, typeView, withoutNotes } from './schemas.ts';

const OUT = 'src/generated';
const HEAD = '// Generated from schemas/ by `npm run generate`; do not edit.\n';

const schemas = loadSchemas('schemas');
mkdirSync(OUT, { recursive: true });
await writeValidators(schemas);
writeFileSync(`${OUT}/validators.d.ts`, validatorTypes(schemas));
writeFileSync(`${OUT}/types.ts`, await dataTypes(schemas));

/**
 * One self-contained ES module: the `require` calls of Ajv's standalone code are bundled in,
 * because Node runs this file as it is in tests and in the local run.
 */
async function writeValidators(all: Schemas): Promise<void> {
  const ajv = new Ajv2020({
    strict: true,
    // It refuses `anyOf: [{ required: … }]`, which says "e-mail or phone".
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: true,
    code: { source: true, esm: true, lines: true },
    schemas: Object.fromEntries([...all].map(([title, schema]) => [title, withoutNotes(schema)])),
  });
  addFormats(ajv);
  const names = Object.fromEntries([...all.keys()].map((title) => [`validate${title}`, title]));
  const texts = new Map([...all].map(([title, schema]) => [title, expectedTexts(schema)]));
  await build({
    stdin: { contents: withTexts(shakable(standaloneCode(ajv, names)), texts), resolveDir: '.' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    banner: { js: HEAD },
    outfile: `${OUT}/validators.js`,
    logLevel: 'warning',
  });
}

/** Says of every value that making it has no other effect: a bundle then holds only the validators that it uses. */
function shakable(code: string): string {
  return code
    .replaceAll(' = new RegExp(', ' = /* @__PURE__ */ new RegExp(')
    .replaceAll(/ = (require\("[^"]+"\)[^;]*);/g, ' = /* @__PURE__ */ (() => $1)();');
}

/** Puts what each rule expects, in words, on the validators. @throws Error when one is not where it belongs. */
function withTexts(code: string, texts: ReadonlyMap<string, object>): string {
  const own = new Map<string, string>();
  const rest = code.replaceAll(/^(\w+)\.evaluated = (\{.*\});?$/gm, (_, name, value) => {
    own.set(String(name), String(value));
    return '';
  });
  const done = rest.replaceAll(/^export const validate(\w+) = (\w+);/gm, (_, title, name) => {
    const words = JSON.stringify(texts.get(String(title)), undefined, 2);
    const evaluated = own.get(String(name));
    own.delete(String(name));
    return `export const validate${title} = /* @__PURE__ */ Object.assign(${name}, { evaluated: ${evaluated}, expected: ${words} });`;
  });
  if (own.size > 0) throw new Error('the code of the validators has another form than expected');
  return done;
}

function validatorTypes(all: Schemas): string {
  const titles = [...all.keys()];
  const declarations = titles.map(
    (title) => `export declare const validate${title}: Validator<${title}>;\n`,
  );
  return `${HEAD}import type { ErrorObject } from 'ajv';
import type { ${titles.join(', ')} } from './types.ts';

/** Says whether a value keeps its schema; \`errors\` are those of the last call. */
export interface Validator<T> {
  (value: unknown): value is T;
  errors?: ErrorObject[] | null;
  /** What a broken rule expected, in words, by Ajv's \`schemaPath\`. */
  readonly expected: Readonly<Record<string, string>>;
}

${declarations.join('')}`;
}

/** All types in one compilation, so that a schema used twice gives one type. */
async function dataTypes(all: Schemas): Promise<string> {
  const view = typeView(Object.fromEntries(all));
  const umbrella = { type: 'object', properties: view, additionalProperties: false };
  return compile(umbrella as Parameters<typeof compile>[0], 'Schemas', {
    bannerComment: HEAD,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    format: false,
  });
}
