import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Parts of undici that `src/http/exchange.ts` does not use: HTTP/2, stream bodies, alternative parsers. */
const LEFT_OUT =
  /undici\/lib\/(?:dispatcher\/client-h2|milo\/[\w-]+|llhttp\/llhttp-wasm|web\/fetch\/[\w-]+|web\/webidl\/index)\.js$/;

/**
 * What undici takes from `node:http`: Node's limit for headers, and a class that bodies of other kinds have. The module
 * itself loads servers, agents and TLS: an eighth of a cold start.
 */
const HTTP = 'module.exports = { maxHeaderSize: 16_384, IncomingMessage: class {} };';

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
      build.onResolve({ filter: /^node:http$/ }, ({ importer }) =>
        importer.includes('/undici/') ? { path: 'http', namespace: 'lean-http' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'lean-http' }, () => ({ contents: HTTP }));
      build.onLoad({ filter: LEFT_OUT }, () => ({
        contents: `module.exports = () => { throw new Error('this part of undici is not in the bundle'); };`,
      }));
    },
  };
}
