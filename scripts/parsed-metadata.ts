import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Bundles libphonenumber's rules for all countries as JSON text. Node.js needs half the time for 80 KB of JSON that it
 * needs for the same data as code.
 *
 * @throws Error (at build) the file is not a single value.
 */
export const PARSED_METADATA: Plugin = {
  name: 'parsed-metadata',
  setup(build) {
    build.onLoad({ filter: /libphonenumber-js\/metadata\.\w+\.json\.js$/ }, async ({ path }) => {
      const value = (await readFile(path, 'utf8')).replace(/^(?:\/\/.*\n)*export default /, '');
      const text = JSON.stringify(JSON.parse(value));
      return {
        contents: `export default /* @__PURE__ */ JSON.parse(${JSON.stringify(text)});`,
      };
    });
  },
};
