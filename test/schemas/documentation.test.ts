import { describe, expect, it } from 'vitest';
import { FILES, PLATFORM_FILES, readSchema, type SchemaFile, validatorOf } from './schema-files.ts';

const propertiesOf = (schema: SchemaFile): Readonly<Record<string, SchemaFile>> =>
  (schema.properties?.customer ?? schema.properties?.address)?.properties ??
  schema.properties ??
  {};

describe('a platform schema', () => {
  it.each([
    ['shopline/create-customer', 27],
    ['shopline/update-customer', 28],
    ['shopline/delivery-address', 17],
    ['shoplazza/create-customer', 12],
    ['shoplazza/update-customer', 5],
    ['shoplazza/create-address', 17],
    ['shoplazza/create-customer-since-2025-06', 12],
    ['shoplazza/update-customer-since-2025-06', 5],
    ['shoplazza/create-address-since-2025-06', 17],
  ])('%s has all %i documented parameters', (name, count) => {
    expect(Object.keys(propertiesOf(readSchema(name)))).toHaveLength(count);
  });

  it.each(PLATFORM_FILES)('%s describes each parameter and names its source page', (name) => {
    const undocumented = Object.entries(propertiesOf(readSchema(name)))
      .filter(([, { description, $comment }]) => !description || !$comment?.startsWith('https://'))
      .map(([property]) => property);
    expect(undocumented).toEqual([]);
  });

  it.each(PLATFORM_FILES)('%s is closed', (name) => {
    const schema = readSchema(name);
    expect(schema.additionalProperties).toBe(false);
    const inner = schema.properties?.customer ?? schema.properties?.address;
    expect(inner?.additionalProperties ?? false).toBe(false);
  });
});

describe('every schema', () => {
  it.each(FILES)('%s has examples, and they are valid', (name) => {
    const schema = readSchema(name);
    const examples = schema.examples ?? [];
    expect(examples).not.toHaveLength(0);
    expect(examples.filter((example) => !validatorOf(schema)(example))).toEqual([]);
  });

  it.each(FILES)('%s has a text for every rule that Ajv cannot explain', (name) => {
    expect(wordless(readSchema(name), name)).toEqual([]);
  });
});

/** Rules whose own report gives no remedy. For an `anyOf` within another rule, that rule reports. */
const UNSPEAKABLE = ['anyOf', 'oneOf', 'not', 'pattern', 'propertyNames'];

function wordless(node: unknown, path: string): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const schema = node as SchemaFile;
  const words = Object.keys(schema['x-expected'] ?? {});
  const missing = UNSPEAKABLE.filter((rule) => rule in schema && !words.includes(rule));
  const below = Object.entries(schema)
    .filter(([keyword]) => !UNSPEAKABLE.includes(keyword) && keyword !== 'x-expected')
    .flatMap(([keyword, value]) => wordless(value, `${path}/${keyword}`));
  return [...missing.map((rule) => `${path}/${rule}`), ...below];
}
