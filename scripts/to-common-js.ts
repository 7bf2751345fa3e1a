import { transform } from 'esbuild';

/**
 * Converts one file of a split bundle to CommonJS, because esbuild splits ES modules only. `import` becomes `require`, and
 * `import()` becomes a lazy `require`, which loads once and tries again after a failure.
 *
 * @throws Error the code needs a feature that CommonJS lacks, such as `import.meta`.
 */
export async function toCommonJs(code: string): Promise<string> {
  // Marks the module of each line as a legal comment, the only kind that is kept; profiles need it.
  const kept = code.replaceAll(MODULE, '//! $1');
  const { code: commonJs } = await transform(kept, {
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    // Node.js supports `import()` in CommonJS, but would start its loader of ES modules.
    supported: { 'dynamic-import': false },
    legalComments: 'inline',
    logLevel: 'warning',
    // `import.meta` is empty in CommonJS, so code that needs it would fail on Lambda only.
    logOverride: { 'empty-import-meta': 'error' },
  });
  return commonJs.replaceAll(/^( *)\/\/! /gm, '$1// ');
}

const MODULE = /^\/\/ (\S+\.\w+)$/gm;
