import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArchive } from '../../src/aws/archive.ts';
import { WaitError } from '../../src/event/errors.ts';
import { type EmbeddedSqs, openEmbeddedSqs } from '../../src/local/aws/embedded-sqs.ts';
import type { Archive } from '../../src/dead-letters/ports.ts';
import { localAws } from '../support/local-credentials.ts';

describe('the archive on S3', () => {
  let sqs: EmbeddedSqs;
  let client: S3Client;
  let archive: Archive;
  beforeAll(async () => {
    sqs = await openEmbeddedSqs({ port: 0 });
    client = new S3Client(localAws(sqs.endpoint));
    await client.send(new CreateBucketCommand({ Bucket: 'archive' }));
    archive = createArchive(client, 'archive');
  });
  afterAll(() => sqs.close());

  const keysOf = async (prefix: string): Promise<readonly string[]> => {
    const keys: string[] = [];
    for await (const page of archive.list(prefix)) keys.push(...page);
    return keys;
  };

  it('stores texts to the byte, lists them by prefix, and removes them', async () => {
    const key = 'store=a%2Fb%20%E7%8E%8B/reason=rejected/day=2026-11-22/1.json';
    const text = '{"body":"王小明\\r\\n \u2028"}\n';
    expect(await archive.put(key, text)).toBe(true);
    expect(await archive.put('store=c/2.json', 'two')).toBe(true);
    expect(await archive.get(key)).toBe(text);
    expect(await keysOf('store=')).toEqual([key, 'store=c/2.json']);
    expect(await keysOf('store=c/')).toEqual(['store=c/2.json']);
    expect(await archive.remove([key, 'store=c/2.json'])).toEqual(new Set([key, 'store=c/2.json']));
    expect(await keysOf('')).toEqual([]);
  });

  it('lists more than one page', async () => {
    const keys = Array.from({ length: 5 }, (_, index) => `page/${index}`);
    await Promise.all(keys.map((key) => archive.put(key, key)));
    const small = new S3Client(localAws(sqs.endpoint));
    small.middlewareStack.add(
      (next) => (args) => next({ ...args, input: { ...args.input, MaxKeys: 2 } }),
      { step: 'initialize' },
    );
    const pages: (readonly string[])[] = [];
    for await (const page of createArchive(small, 'archive').list('page/')) pages.push(page);
    expect(pages).toEqual([keys.slice(0, 2), keys.slice(2, 4), keys.slice(4)]);
  });

  it('returns nothing for an absent key', async () => {
    expect(await archive.get('nowhere')).toBeUndefined();
    expect(await keysOf('nowhere')).toEqual([]);
    expect(await archive.remove([])).toEqual(new Set());
  });

  it('confirms no text that was not stored, and rejects when S3 cannot be reached', async () => {
    const lost = createArchive(client, 'no-such-bucket');
    expect(await lost.put('key', 'text')).toBe(false);
    await expect(lost.list('')[Symbol.asyncIterator]().next()).rejects.toThrow(WaitError);
    await expect(lost.get('key')).rejects.toThrow('the archive cannot be reached (NoSuchBucket)');
    await expect(lost.remove(['key'])).rejects.toThrow(WaitError);
  });
});
