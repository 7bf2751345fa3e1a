import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { once } from '../util/once.ts';
import type { ArchiveWriter } from '../dead-letters/ports.ts';

/** The archive of a function that mostly finds nothing to put there: the SDK's client is loaded with the first letter. */
export function lazyArchiveWriter(config: S3ClientConfig, bucket: string): ArchiveWriter {
  const open = once(async () =>
    (await import('./archive-writer.ts')).openArchiveWriter(config, bucket),
  );
  return {
    async put(key, text) {
      // As where the archive cannot be reached: the letter stays, and the next one tries to load it again.
      const archive = await open().catch(() => undefined);
      return archive?.put(key, text) ?? false;
    },
  };
}
