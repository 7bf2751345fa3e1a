import { describe, expect, it } from 'vitest';
import { checkBundle } from '../../scripts/check-bundle.ts';

const metafile = (...files: readonly string[]): Parameters<typeof checkBundle>[1] => ({
  inputs: Object.fromEntries(files.map((file) => [file, { bytes: 1, imports: [] }])),
  outputs: Object.fromEntries(
    ['consume', 'receive'].map((door) => [
      `dist/${door}/${door}.js`,
      { bytes: 1, inputs: {}, imports: [], exports: ['handler'] },
    ]),
  ),
});

describe('checkBundle', () => {
  it('returns the number of packages', () => {
    const files = ['src/main/consume.ts', 'node_modules/a/x.js', 'node_modules/a/y.js'];
    const bundle = metafile(
      ...files,
      'node_modules/@b/c/z.js',
      'node_modules/ajv/dist/runtime/x.js',
    );
    expect(checkBundle('consume', bundle)).toEqual({ packages: 3 });
  });

  it.each([
    'src/local/aws/embedded-sqs.ts',
    'test/support/until.ts',
    'node_modules/fastify/fastify.js',
    'node_modules/fauxqs/dist/app.js',
    'node_modules/dynalite/index.js',
    'node_modules/ajv/dist/compile/index.js',
    'node_modules/@aws-sdk/credential-provider-ini/dist-es/index.js',
    'node_modules/@aws-sdk/lib-dynamodb/index.js',
    'node_modules/@aws-sdk/client-ssm/dist-es/index.js',
  ])('refuses %s', (file) => {
    expect(() => checkBundle('consume', metafile('src/main/consume.ts', file))).toThrow(
      `consume must not hold ${file}`,
    );
  });

  it.each([
    'src/platforms/shopline/facts.ts',
    'src/delivery/deliver-signup.ts',
    'src/generated/shopline-validators.js',
    'src/generated/shoplazza-validators.js',
    'src/sources/tools/typeform.ts',
    'src/sources/tools/html-form.ts',
    'src/sources/sources.ts',
    'src/sources/form/fields.ts',
    'src/aws/ledger/table.ts',
    'node_modules/@aws-sdk/client-sqs/dist-es/index.js',
  ])('refuses %s in receive, and only there', (file) => {
    const bundle = metafile('src/main/receive.ts', file);
    expect(() => checkBundle('receive', bundle)).toThrow(`receive must not hold ${file}`);
    expect(() => checkBundle('consume', bundle)).not.toThrow();
  });

  it.each([
    'src/sources/tools/standard-webhooks.ts',
    'src/sources/tools/cloud-events.ts',
    'src/sources/read/form-body.ts',
    'src/sources/form/field-names.ts',
    'src/sources/verify/verify.ts',
  ])('allows %s in receive', (file) => {
    expect(() => checkBundle('receive', metafile('src/main/receive.ts', file))).not.toThrow();
  });

  it.each([
    ['consume', 'node_modules/@aws-sdk/client-sqs/dist-es/SQSClient.js'],
    ['consume', 'src/platforms/shopline/shopline.ts'],
    ['consume', 'src/generated/shoplazza-validators.js'],
    ['consume', 'src/generated/sources-validators.js'],
    ['replay', 'src/platforms/shoplazza/shoplazza.ts'],
    ['replay', 'src/generated/sources-validators.js'],
    ['receive', 'node_modules/libphonenumber-js/max/index.js'],
    ['receive', 'src/generated/validators.js'],
    ['archive', 'node_modules/@aws-sdk/client-s3/dist-es/S3Client.js'],
  ])('makes %s load %s only at first use', (door, file) => {
    const late = split(door, 'dynamic-import', file);
    expect(() => checkBundle(door, late)).not.toThrow();
    const early = split(door, 'import-statement', file);
    expect(() => checkBundle(door, early)).toThrow(`${door} must not start with ${file}`);
  });

  it('ignores code that was tree-shaken', () => {
    const file = 'src/generated/sources-validators.js';
    const shaken = split('consume', 'import-statement', file, 0);
    expect(() => checkBundle('consume', shaken)).not.toThrow();
  });
});

/** An entry point with one other file. */
const split = (
  door: string,
  kind: 'dynamic-import' | 'import-statement',
  file: string,
  bytesInOutput = 1,
): Parameters<typeof checkBundle>[1] => ({
  ...metafile(`src/main/${door}.ts`, file),
  outputs: {
    [`dist/${door}/${door}.js`]: {
      bytes: 1,
      inputs: {},
      imports: [{ path: 'dist/chunk.js', kind }],
      exports: [],
    },
    'dist/chunk.js': { bytes: 1, inputs: { [file]: { bytesInOutput } }, imports: [], exports: [] },
  },
});
