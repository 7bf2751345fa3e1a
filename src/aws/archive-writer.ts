import { PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { ArchiveWriter } from '../dead-letters/ports.ts';

/**
 * Writes to the bucket, which encrypts all objects. The SDK sends a checksum, and S3 refuses a body that does not match it.
 * So an answer without an error proves that S3 has stored exactly these bytes.
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

/** The archive's bucket with its own client. */
export const openArchiveWriter = (config: S3ClientConfig, bucket: string): ArchiveWriter =>
  createArchiveWriter(new S3Client(config), bucket);
