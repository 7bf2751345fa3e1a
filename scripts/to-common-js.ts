import { transform } from 'esbuild';

/**
 * Makes CommonJS of one file of a split bundle. esbuild splits ES modules only; between the files of one bundle, `import`
 * becomes `require`, and `import()` a `require` at that moment, which loads once and tries again after a failure.
 *
 * @throws Error the code needs what CommonJS has not, like `import.meta`.
 */
export async function toCommonJs(code: string): Promise<string> {
  // Which module each line is from: profiles go by it. Of comments, only legal ones are kept.
  const kept = code.replaceAll(MODULE, '//! $1');
  const { code: commonJs } = await transform(kept, {
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    // Node.js could do it, by starting its loader of ES modules.
    supported: { 'dynamic-import': false },
    legalComments: 'inline',
    logLevel: 'warning',
    // `import.meta` is empty in CommonJS: code that needs it would fail on Lambda only.
    logOverride: { 'empty-import-meta': 'error' },
  });
  return commonJs.replaceAll(/^( *)\/\/! /gm, '$1// ');
}

const MODULE = /^\/\/ (\S+\.\w+)$/gm;
