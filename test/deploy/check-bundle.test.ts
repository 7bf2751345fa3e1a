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
    'node_modules/@aws-sdk/credential-provider-ini/dist-es/index.js',
    'node_modules/@aws-sdk/lib-dynamodb/index.js',
  ])('refuses %s', (file) => {
    expect(() => checkBundle('consume', metafile('src/main/consume.ts', file))).toThrow(
      `consume must not hold ${file}`,
    );
  });

  it.each([
    'src/platforms/shopline/map-customer.ts',
    'src/relay/relay-signup.ts',
    'src/sources/typeform.ts',
    'src/sources/html-form.ts',
    'src/sources/sources.ts',
    'node_modules/libphonenumber-js/max/index.js',
    'src/aws/dynamo-db.ts',
  ])('refuses %s in receive, and only there', (file) => {
    const bundle = metafile('src/main/receive.ts', file);
    expect(() => checkBundle('receive', bundle)).toThrow(`receive must not hold ${file}`);
    expect(() => checkBundle('consume', bundle)).not.toThrow();
  });

  it.each([
    'src/sources/standard-webhooks.ts',
    'src/sources/cloud-events.ts',
    'src/sources/form-body.ts',
    'src/sources/decode-text.ts',
    'src/sources/verify/verify.ts',
  ])('lets %s into receive', (file) => {
    expect(() => checkBundle('receive', metafile('src/main/receive.ts', file))).not.toThrow();
  });

  it("refuses receive with the shops' validators", () => {
    const inputs = { 'src/generated/validators.js': { bytesInOutput: 180_001 } };
    const bundle = {
      inputs: {},
      outputs: { 'dist/receive/receive.js': { bytes: 1, inputs, imports: [], exports: [] } },
    };
    expect(() => checkBundle('receive', bundle)).toThrow('180001 bytes of validators');
    expect(() => checkBundle('consume', bundle)).not.toThrow();
  });
});
