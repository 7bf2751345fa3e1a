import { PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { ArchiveWriter } from '../dead-letters/ports.ts';

/**
 * Writes into the bucket, which encrypts by itself. The SDK sends a checksum and S3 refuses what does not match it, so an
 * answer without an error means: these very bytes are stored.
 */
export const createArchiveWriter = (client: S3Client, bucket: string): ArchiveWriter => ({
  async put(key, text) {
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: text,
      ContentType: 'application/x-ndjson',
    });
    return client.send(command).then(
      () => true,
      () => false,
    );
  },
});

/** The archive's bucket, with a client of its own. */
export const openArchiveWriter = (config: S3ClientConfig, bucket: string): ArchiveWriter =>
  createArchiveWriter(new S3Client(config), bucket);
