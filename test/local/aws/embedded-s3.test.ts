import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDeployment } from '../../../src/cli/deployment.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

let embedded: Embedded;
beforeAll(async () => {
  embedded = await openEmbedded();
  Object.assign(process.env, embedded.env);
});
afterAll(() => embedded.close());

it('stores the archive of the commands, with the local environment alone', async () => {
  for (const host of ['127.0.0.1', 'localhost']) {
    const endpoint = embedded.sqs.endpoint.replace('127.0.0.1', host);
    process.env['AWS_ENDPOINT_URL_S3'] = endpoint;
    const relay = openDeployment({ ...embedded.env, AWS_ENDPOINT_URL_S3: endpoint });
    const at = { Bucket: relay.requiredName('ARCHIVE_BUCKET'), Key: `store=tw-main/${host}.json` };
    await relay.s3().send(new PutObjectCommand({ ...at, Body: '{"a":"林"}' }));
    const { Body } = await relay.s3().send(new GetObjectCommand(at));
    expect(await Body?.transformToString()).toBe('{"a":"林"}');
  }
});
