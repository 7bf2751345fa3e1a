import { expect, it } from 'vitest';
import { bundleFiles } from '../../scripts/bundle-files.ts';

const output = (...imports: readonly (readonly [path: string, kind: string])[]) => ({
  bytes: 1,
  inputs: {},
  exports: [],
  imports: imports.map(([path, kind]) => ({ path, kind: kind as 'import-statement' })),
});
const outputs = {
  'dist/f/f.js': output(
    ['dist/f/shared.js', 'import-statement'],
    ['dist/f/late.js', 'dynamic-import'],
    ['node:fs', 'import-statement'],
  ),
  'dist/f/shared.js': output(['dist/f/deep.js', 'import-statement']),
  'dist/f/deep.js': output(),
  'dist/f/late.js': output(
    ['dist/f/deep.js', 'import-statement'],
    ['dist/f/later.js', 'dynamic-import'],
  ),
  'dist/f/later.js': output(),
  'dist/f/dead.js': output(),
};

it('separates files loaded at start from files that can be loaded, and omits the rest', () => {
  const { start, all } = bundleFiles('f', { outputs });
  const paths = (...names: readonly string[]) => names.map((name) => `dist/f/${name}.js`);
  expect(start.toSorted()).toEqual(paths('deep', 'f', 'shared'));
  expect(all.toSorted()).toEqual(paths('deep', 'f', 'late', 'later', 'shared'));
});

it('fails without an entry point', () => {
  expect(() => bundleFiles('g', { outputs })).toThrow('there is no g.js');
});
