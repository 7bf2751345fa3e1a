import { readFileSync } from 'node:fs';

type Json = Readonly<Record<string, unknown>>;

/** One of schemas/, as a component of the AsyncAPI document. */
export const embeddedSchema = (name: string): Json => {
  const text = readFileSync(`schemas/${name}.schema.json`, 'utf8');
  const own = JSON.parse(text) as Json;
  const pointer = `#/components/schemas/${String(own['title'])}`;
  return moved(own, pointer);
};

/** Inside the document, a schema's own `#/…` begins somewhere else. Our keyword `x-expected` is for our own errors. */
function moved<T>(node: T, pointer: string): T {
  const text = JSON.stringify(node, (key, value: unknown) => {
    if (key === '$id' || key === 'x-expected') return undefined;
    if (key === '$ref' && typeof value === 'string') return value.replace(/^#/, pointer);
    return value;
  });
  return JSON.parse(text) as T;
}
