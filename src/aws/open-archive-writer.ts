import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { ArchiveWriter } from '../relay/archive-port.ts';
import { createArchiveWriter } from './archive-writer.ts';

/** The archive's bucket, with a client of its own. */
export const openArchiveWriter = (config: S3ClientConfig, bucket: string): ArchiveWriter =>
  createArchiveWriter(new S3Client(config), bucket);
