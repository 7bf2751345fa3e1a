import { readFileSync } from 'node:fs';

type Json = Readonly<Record<string, unknown>>;

/** A schema of schemas/ as a component of the AsyncAPI document. */
export const embeddedSchema = (name: string): Json => {
  const text = readFileSync(`schemas/${name}.schema.json`, 'utf8');
  const own = JSON.parse(text) as Json;
  const pointer = `#/components/schemas/${String(own['title'])}`;
  return moved(own, pointer);
};

/** Rebases a schema's own `#/…` references, and drops our keyword `x-expected`, which is for our own error texts. */
function moved<T>(node: T, pointer: string): T {
  const text = JSON.stringify(node, (key, value: unknown) => {
    if (key === '$id' || key === 'x-expected') return undefined;
    if (key === '$ref' && typeof value === 'string') return value.replace(/^#/, pointer);
    return value;
  });
  return JSON.parse(text) as T;
}
