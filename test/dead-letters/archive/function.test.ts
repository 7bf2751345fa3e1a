import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArchive } from '../../../src/aws/archive.ts';
import { lambdaContext } from '../../../src/local/lambda/context.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';
import { localAws } from '../../support/local-credentials.ts';
import { putMessage } from '../../support/sqs-calls.ts';
import { loadDoor } from '../../support/load-door.ts';

describe('the function archive', () => {
  let embedded: Embedded;
  let run: () => Promise<unknown>;
  beforeAll(async () => {
    embedded = await openEmbedded();
    Object.assign(process.env, embedded.env, {
      AWS_ENDPOINT_URL_S3: embedded.sqs.endpoint,
      ARCHIVE_BUCKET: 'archive-of-the-function',
      // Longer than the 14 days of a new letter, so every letter is due.
      ARCHIVE_WITHIN_HOURS: '400',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
    });
    const { handler } = await loadDoor<typeof import('../../../src/main/archive.ts')>('archive');
    run = async () =>
      handler(
        {},
        lambdaContext('archive', () => 60_000),
      );
  });
  afterAll(() => embedded.close());

  it('fails while letters cannot be archived, and archives them afterwards', async () => {
    await putMessage(embedded.sqs, 'deadLetters', 'a letter');
    await expect(run()).rejects.toThrow('1 dead letters could not be moved into the archive');
    expect(await embedded.counts('deadLetters')).toMatchObject({ visible: 1 });

    const client = new S3Client(localAws(embedded.sqs.endpoint));
    await client.send(new CreateBucketCommand({ Bucket: 'archive-of-the-function' }));
    await run();
    expect(await embedded.counts('deadLetters')).toMatchObject({ visible: 0 });
    const keys: string[] = [];
    for await (const page of createArchive(client, 'archive-of-the-function').list(''))
      keys.push(...page);
    expect(keys).toEqual([expect.stringMatching(/^store=_\/reason=crashed\/day=/)]);
  });
});
