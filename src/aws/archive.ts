import {
  DeleteObjectsCommand,
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Archive } from '../dead-letters/ports.ts';
import { createArchiveWriter } from './archive-writer.ts';
import { unavailable } from './unavailable.ts';

/** Limit of S3 for one `DeleteObjects` call. */
const MAX_KEYS = 1_000;

/** The archive in an S3 bucket. */
export const createArchive = (client: S3Client, bucket: string): Archive => ({
  ...createArchiveWriter(client, bucket),

  async *list(prefix) {
    try {
      for await (const page of paginateListObjectsV2(
        { client },
        { Bucket: bucket, Prefix: prefix },
      ))
        yield (page.Contents ?? []).flatMap(({ Key }) => Key ?? []);
    } catch (error) {
      throw unavailable('the archive', error);
    }
  },

  async get(key) {
    try {
      const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await answer.Body?.transformToString();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw unavailable('the archive', error);
    }
  },

  async remove(keys) {
    const gone = new Set<string>();
    for (let at = 0; at < keys.length; at += MAX_KEYS) {
      const Objects = keys.slice(at, at + MAX_KEYS).map((Key) => ({ Key }));
      const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } });
      const answer = await client.send(command).catch((error: unknown) => {
        throw unavailable('the archive', error);
      });
      for (const { Key } of answer.Deleted ?? []) if (Key !== undefined) gone.add(Key);
    }
    return gone;
  },
});
