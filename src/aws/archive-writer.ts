import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ArchiveWriter } from '../relay/archive-port.ts';

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
