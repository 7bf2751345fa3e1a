import { describe, expect, it } from 'vitest';
import { checkBundle } from '../../scripts/check-bundle.ts';

const metafile = (...files: readonly string[]): Parameters<typeof checkBundle>[1] => ({
  inputs: Object.fromEntries(files.map((file) => [file, { bytes: 1, imports: [] }])),
  outputs: {
    'dist/consume/consume.js': { bytes: 2_048, inputs: {}, imports: [], exports: ['handler'] },
  },
});

describe('checkBundle', () => {
  it('tells the size and the number of packages', () => {
    const files = ['src/main/consume.ts', 'node_modules/a/x.js', 'node_modules/a/y.js'];
    const bundle = metafile(
      ...files,
      'node_modules/@b/c/z.js',
      'node_modules/ajv/dist/runtime/x.js',
    );
    expect(checkBundle('consume', bundle)).toEqual({ kilobytes: 2, packages: 3 });
  });

  it.each([
    'src/local/embedded-sqs.ts',
    'test/support/until.ts',
    'node_modules/fastify/fastify.js',
    'node_modules/fauxqs/dist/app.js',
    'node_modules/dynalite/index.js',
    'node_modules/ajv/dist/compile/index.js',
  ])('refuses %s', (file) => {
    expect(() => checkBundle('consume', metafile('src/main/consume.ts', file))).toThrow(
      `consume must not hold ${file}`,
    );
  });
});
