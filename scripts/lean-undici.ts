import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Parts of undici that `src/http/exchange.ts` does not use: HTTP/2, stream bodies, alternative parsers. */
const LEFT_OUT =
  /undici\/lib\/(?:dispatcher\/client-h2|milo\/[\w-]+|llhttp\/llhttp-wasm|web\/fetch\/[\w-]+|web\/webidl\/index)\.js$/;

/** Bundles only undici's `Agent` for HTTP/1.1 with text bodies: a quarter of the package. */
export function leanUndici(root: string): Plugin {
  return {
    name: 'lean-undici',
    setup(build) {
      const agent = join(root, 'node_modules/undici/lib/dispatcher/agent.js');
      build.onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'lean' }));
      build.onLoad({ filter: /.*/, namespace: 'lean' }, () => ({
        contents: `export { default as Agent } from ${JSON.stringify(agent)};`,
        resolveDir: root,
      }));
      build.onLoad({ filter: LEFT_OUT }, () => ({
        contents: `module.exports = () => { throw new Error('this part of undici is not in the bundle'); };`,
      }));
    },
  };
}
