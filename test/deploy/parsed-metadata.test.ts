import { build } from 'esbuild';
import metadata from 'libphonenumber-js/min/metadata';
import { expect, it } from 'vitest';
import { PARSED_METADATA } from '../../scripts/parsed-metadata.ts';

async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    plugins: [PARSED_METADATA],
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

it('holds the same rules as text', async () => {
  const code = await bundled("export { default } from 'libphonenumber-js/min/metadata';");
  // Not toEqual: a failed assertion would print all rules.
  expect(code.includes("JSON.parse('{")).toBe(true);
  const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    readonly default: unknown;
  };
  expect(module.default).toEqual(metadata);
});

it('omits them from bundles that do not use them', async () => {
  const code = await bundled("import 'libphonenumber-js/min/metadata';");
  expect(code.includes('JSON.parse')).toBe(false);
});
