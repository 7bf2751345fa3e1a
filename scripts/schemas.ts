import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A JSON Schema as in its file. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** Schemas by title. Every `$ref` is replaced by its target, and equal targets share one object. */
export type Schemas = ReadonlyMap<string, Schema>;

/** @throws Error a file has no title or no `$id`, or a reference has no target. */
export function loadSchemas(folder: string): Schemas {
  const byId = new Map<string, Schema>();
  for (const file of schemaFiles(folder)) {
    const schema = parseSchema(join(folder, file));
    byId.set(text(schema, '$id'), schema);
  }
  const resolved = new Map<unknown, unknown>();
  const schemas = [...byId].map(([id, schema]) => {
    const whole = resolve(schema, { base: id, byId, resolved });
    return [text(schema, 'title'), whole as Schema] as const;
  });
  return new Map(schemas);
}

/** The titles of the schemas by folder, relative to the given one; `''` is the given folder. */
export function titlesByFolder(folder: string): ReadonlyMap<string, readonly string[]> {
  const titles = new Map<string, readonly string[]>();
  for (const file of schemaFiles(folder)) {
    const place = dirname(file).replace(/^\.$/, '');
    const title = text(parseSchema(join(folder, file)), 'title');
    titles.set(place, [...(titles.get(place) ?? []), title]);
  }
  return titles;
}

const schemaFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.schema.json'))
    .toSorted();

/** The texts of `x-expected`, by the path that Ajv reports for the broken rule. */
export function expectedTexts(schema: Schema): Record<string, string> {
  const texts: Record<string, string> = {};
  const walk = (node: unknown, path: string): void => {
    if (!isObject(node)) return;
    for (const [keyword, value] of Object.entries(node)) {
      if (keyword === 'x-expected' && isObject(value)) {
        for (const [rule, words] of Object.entries(value)) texts[`${path}/${rule}`] = String(words);
      } else if (keyword !== 'examples') {
        walk(value, `${path}/${escapeSegment(keyword)}`);
      }
    }
  };
  walk(schema, '#');
  return texts;
}

/**
 * The schema as one validator checks it. A part marked `x-apart` has a validator of its own. Here it only must be an
 * object: Ajv would copy its code into every validator that refers to it, and most functions never read that part.
 */
export function withoutApart(schema: Schema): Schema {
  const isApart = (key: string, value: unknown): boolean =>
    key !== '' && isObject(value) && value['x-apart'] === true;
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => {
      if (key === 'x-apart') return undefined;
      return isApart(key, value) ? { type: 'object' } : value;
    }),
  ) as Schema;
}

/** The schema without texts for readers, because Ajv copies parts of a schema into its code. */
export function withoutNotes(schema: Schema): Schema {
  const notes = new Set(['description', '$comment', 'examples', 'x-expected']);
  const isNote = (key: string, value: unknown): boolean =>
    notes.has(key) && (typeof value === 'string' || key === 'x-expected' || Array.isArray(value));
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => (isNote(key, value) ? undefined : value)),
  ) as Schema;
}

/** The texts of `x-expected` for patterns, by the pattern: for errors whose place in the schema names no part. */
export function wordsByPattern(schema: Schema): Record<string, string> {
  const words: Record<string, string> = {};
  const walk = (node: unknown): void => {
    if (!isObject(node)) return;
    const expected = node['x-expected'];
    if (typeof node.pattern === 'string' && isObject(expected)) {
      words[node.pattern] = String(expected.pattern);
    }
    for (const value of Object.values(node)) walk(value);
  };
  walk(schema);
  return words;
}

/** Parts that are shorter are copied. */
const LEAST_SHARED = 100;

/**
 * The schema with each part that it uses several times under `$defs`. Ajv makes one function of it instead of copies of
 * its code. In errors of a part the place in the schema begins at that part: see `wordsByPattern`.
 */
export function withSharedParts(schema: Schema): Schema {
  const uses = new Map<Schema, number>();
  const count = (node: unknown): void => {
    if (!isObject(node)) return;
    uses.set(node, (uses.get(node) ?? 0) + 1);
    if (uses.get(node) === 1) for (const value of Object.values(node)) count(value);
  };
  count(schema);
  const parts = new Map<Schema, string>();
  for (const [node, times] of uses) {
    const isLong = JSON.stringify(node).length > LEAST_SHARED;
    if (times > 1 && isLong && ('type' in node || 'items' in node)) {
      parts.set(node, `part${parts.size + 1}`);
    }
  }
  const copy = (node: unknown, isWhole = false): unknown => {
    if (Array.isArray(node)) return node.map((one) => copy(one));
    if (!isObject(node)) return node;
    const name = isWhole ? undefined : parts.get(node);
    if (name !== undefined) return { $ref: `#/$defs/${name}` };
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, copy(value)]));
  };
  const defs = [...parts].map(([node, name]) => [name, copy(node, true)] as const);
  return { ...(copy(schema, true) as Schema), $defs: Object.fromEntries(defs) };
}

/** Rules about combinations of properties, which a TypeScript interface cannot express. */
const RULES = new Set('anyOf oneOf allOf not if then else dependentRequired'.split(' '));

/** The schemas without rules that types cannot express. Shared objects stay shared. */
export function typeView<T>(root: T): T {
  const seen = new Map<unknown, unknown>();
  const view = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(view);
    if (!isObject(node)) return node;
    const known = seen.get(node);
    if (known !== undefined) return known;
    const copy: Record<string, unknown> = {};
    seen.set(node, copy);
    const typed = 'type' in node;
    if (isAnyValue(node)) copy['tsType'] = 'unknown';
    for (const [keyword, value] of Object.entries(node)) {
      if (typed && RULES.has(keyword)) continue;
      copy[keyword] = view(value);
    }
    // In TypeScript an index signature holds for the named properties, too.
    if (isObject(node['additionalProperties']) && namesAnyValue(node)) {
      copy['additionalProperties'] = true;
    }
    return copy;
  };
  return view(root) as T;
}

/** A schema with a description only allows every value; by default the tool would type it as an object. */
const isAnyValue = (node: Schema): boolean =>
  typeof node.description === 'string' &&
  Object.keys(node).every((keyword) => ['description', '$comment'].includes(keyword));

const namesAnyValue = ({ properties }: Schema): boolean =>
  isObject(properties) &&
  Object.values(properties).some((property) => isObject(property) && isAnyValue(property));

interface Context {
  readonly base: string;
  readonly byId: ReadonlyMap<string, Schema>;
  readonly resolved: Map<unknown, unknown>;
}

/** `$id` and `$defs` are not needed once every reference is resolved. */
function resolve(node: unknown, context: Context): unknown {
  if (Array.isArray(node)) return node.map((item) => resolve(item, context));
  if (!isObject(node)) return node;
  if (typeof node.$ref === 'string') return follow(node, node.$ref, context);
  const known = context.resolved.get(node);
  if (known !== undefined) return known;
  const copy: Record<string, unknown> = {};
  context.resolved.set(node, copy);
  for (const [keyword, value] of Object.entries(node)) {
    if (['$id', '$schema', '$defs'].includes(keyword)) continue;
    copy[keyword] = keyword === 'examples' ? value : resolve(value, context);
  }
  return copy;
}

function follow(node: Schema, reference: string, context: Context): unknown {
  if (Object.keys(node).length > 1) throw new Error(`$ref ${reference} must stand alone`);
  const url = new URL(reference, context.base);
  const pointer = decodeURIComponent(url.hash.slice(1));
  url.hash = '';
  let target: unknown = context.byId.get(url.href);
  for (const segment of pointer.split('/').slice(1)) {
    target = isObject(target) ? target[segment] : undefined;
  }
  if (target === undefined) throw new Error(`$ref ${reference} in ${context.base} names nothing`);
  return resolve(target, { ...context, base: url.href });
}

function parseSchema(file: string): Schema {
  const schema: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isObject(schema)) throw new Error(`${file} is not a schema`);
  return schema;
}

function text(schema: Schema, keyword: string): string {
  const value = schema[keyword];
  if (typeof value !== 'string') throw new Error(`a schema has no ${keyword}`);
  return value;
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}

/** Escapes like Ajv's `schemaPath`: a JSON Pointer in a URI fragment. */
const escapeSegment = (segment: string): string =>
  encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'));
