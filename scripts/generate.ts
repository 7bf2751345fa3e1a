/**
 * Generates src/generated: standalone validators and TypeScript types from schemas/, and one module from presets/.
 * `prepare` runs it after `npm ci`, because src/generated is not committed.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import addFormats from 'ajv-formats';
import { build } from 'esbuild';
import { compile } from 'json-schema-to-typescript-lite';
import {
  expectedTexts,
  loadSchemas,
  type Schema,
  type Schemas,
  titlesByFolder,
  typeView,
  withoutApart,
  withSharedParts,
  wordsByPattern,
  withoutNotes,
} from './schemas.ts';

const OUT = 'src/generated';
const HEAD = '// Generated from schemas/ by `npm run generate`; do not edit.\n';

const VALIDATOR = `import type { ErrorObject } from 'ajv';

/** Says whether a value keeps its schema; \`errors\` are those of the last call. */
export interface Validator<T> {
  (value: unknown): value is T;
  errors?: ErrorObject[] | null;
  /** What a broken rule expected, in words, by Ajv's \`schemaPath\`. */
  readonly expected: Readonly<Record<string, string>>;
}
`;

/** Schemas with the same part in many places; their errors are shown by their own names. */
const WITH_SHARED_PARTS: ReadonlySet<string> = new Set(['SourceDelivery']);

/** Checked here only: what runs holds the presets themselves. */
const WITHOUT_VALIDATOR: ReadonlySet<string> = new Set(['Preset']);

/** The file that also declares the type of all validators. */
const FIRST = 'validators';

const schemas = loadSchemas('schemas');
const compiled: Schemas = new Map(
  [...schemas]
    .filter(([title]) => !WITHOUT_VALIDATOR.has(title))
    .map(([title, schema]) => [
      title,
      WITH_SHARED_PARTS.has(title) ? withSharedParts(schema) : withoutApart(schema),
    ]),
);
mkdirSync(OUT, { recursive: true });
const ajv = compilerOf(compiled);
// One file per folder, and one each for stores and signups. A function loads only the validators that it needs.
for (const [folder, all] of titlesByFolder('schemas')) {
  const titles = all.filter((title) => !WITHOUT_VALIDATOR.has(title));
  const named = Object.groupBy(titles, (title) => fileOf(folder, title));
  for (const [name, some = []] of Object.entries(named)) {
    await writeValidators(`${OUT}/${name}.js`, some);
    writeFileSync(`${OUT}/${name}.d.ts`, validatorTypes(some, name === FIRST));
  }
}
writeFileSync(`${OUT}/types.ts`, await dataTypes(schemas));
writePresets();

/** The schemas of stores and of signups are large: a function starts faster without those that it needs later. */
function fileOf(folder: string, title: string): string {
  if (folder !== '') return `${folder}-validators`;
  if (title.startsWith('Store')) return 'store-validators';
  return title === 'Signup' ? 'signup-validators' : FIRST;
}

/**
 * One self-contained ES module. Node runs this file directly in tests and in the local run. So the `require` calls of
 * Ajv's standalone code are bundled.
 */
async function writeValidators(outfile: string, titles: readonly string[]): Promise<void> {
  const names = Object.fromEntries(titles.map((title) => [`validate${title}`, title]));
  const texts = new Map(titles.map((title) => [title, wordsOf(title)]));
  await build({
    stdin: { contents: withTexts(shakable(standaloneCode(ajv, names)), texts), resolveDir: '.' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    banner: { js: HEAD },
    outfile,
    logLevel: 'warning',
  });
}

/** What broken rules expect, in words. */
function wordsOf(title: string): Readonly<Record<string, string>> {
  const schema = compiled.get(title) ?? {};
  const ofPatterns = WITH_SHARED_PARTS.has(title) ? wordsByPattern(schema) : {};
  return { ...expectedTexts(schema), ...ofPatterns };
}

function compilerOf(all: Schemas): Ajv2020 {
  const compiler = new Ajv2020({
    strict: true,
    // Strict mode refuses `anyOf: [{ required: … }]`, our rule "e-mail or phone".
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: true,
    inlineRefs: false,
    code: { source: true, esm: true, lines: true },
    schemas: Object.fromEntries([...all].map(([title, schema]) => [title, withoutNotes(schema)])),
  });
  addFormats(compiler);
  return compiler;
}

/** Marks every top-level value as free of side effects, so that a bundle holds only the validators that it uses. */
function shakable(code: string): string {
  return code
    .replaceAll(' = new RegExp(', ' = /* @__PURE__ */ new RegExp(')
    .replaceAll(/ = (require\("[^"]+"\)[^;]*);/g, ' = /* @__PURE__ */ (() => $1)();');
}

/** Attaches to each validator the words for what its rules expect. @throws Error a validator was not found. */
function withTexts(code: string, texts: ReadonlyMap<string, object>): string {
  const own = new Map<string, string>();
  const exported = new Set(
    [...code.matchAll(/^export const validate\w+ = (\w+);/gm)].map(([, name]) => name),
  );
  // The functions of shared parts are not exported, and ask each other.
  const rest = code.replaceAll(/^(\w+)\.evaluated = (\{.*\});?$/gm, (line, name, value) => {
    if (!exported.has(String(name))) return line;
    own.set(String(name), String(value));
    return '';
  });
  const done = rest.replaceAll(/^export const validate(\w+) = (\w+);/gm, (_, title, name) => {
    const words = JSON.stringify(texts.get(String(title)), undefined, 2);
    const evaluated = own.get(String(name));
    own.delete(String(name));
    return `export const validate${title} = /* @__PURE__ */ Object.assign(${name}, { evaluated: ${evaluated}, expected: ${words} });`;
  });
  // Functions of shared parts are not exported, and nothing asks what they have looked at.
  const isPart = (name: string): boolean => code.includes(`function ${name}(`);
  if (![...own.keys()].every(isPart))
    throw new Error('the code of the validators has another form than expected');
  return done;
}

function validatorTypes(titles: readonly string[], isFirst: boolean): string {
  const declarations = titles.map(
    (title) => `export declare const validate${title}: Validator<${title}>;\n`,
  );
  const types = `import type { ${titles.join(', ')} } from './types.ts';\n`;
  const head = isFirst ? VALIDATOR : `import type { Validator } from './validators.js';\n`;
  return `${HEAD}${types}${head}\n${declarations.join('')}`;
}

/**
 * Every preset by its reference, such as `webflow@1`: one module that a bundle can hold.
 *
 * @throws Error a preset breaks its schema, or its file has another name.
 */
function writePresets(): void {
  const check = addFormats(new Ajv2020({ strict: false })).compile(schemas.get('Preset') ?? false);
  const files = readdirSync('presets').filter((file) => file.endsWith('.json'));
  const all = files.toSorted().map((file) => {
    const { $schema: _, ...preset } = JSON.parse(readFileSync(`presets/${file}`, 'utf8')) as Schema;
    if (!check(preset)) {
      const [error] = check.errors ?? [];
      throw new Error(`presets/${file}: ${error?.instancePath} ${error?.message}`);
    }
    const reference = `${String(preset['name'])}@${String(preset['version'])}`;
    if (file !== `${reference}.json`) throw new Error(`presets/${file} holds ${reference}`);
    return [reference, preset];
  });
  const head = HEAD.replace('schemas/', 'presets/');
  // As a text: a bundle would print every value on a line of its own.
  const text = JSON.stringify(JSON.stringify(Object.fromEntries(all)));
  writeFileSync(`${OUT}/presets.js`, `${head}export const PRESETS = JSON.parse(${text});\n`);
  const types = `import type { Preset } from './types.ts';\n\nexport declare const PRESETS: Readonly<Record<string, Preset>>;\n`;
  writeFileSync(`${OUT}/presets.d.ts`, head + types);
}

/** Compiles all types together, so that a schema used twice gives one type. */
async function dataTypes(all: Schemas): Promise<string> {
  const view = typeView(Object.fromEntries(all));
  const umbrella = { type: 'object', properties: view, additionalProperties: false };
  const types = await compile(umbrella as Parameters<typeof compile>[0], 'Schemas', {
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
  });
  return `${HEAD}\n${types}`;
}
